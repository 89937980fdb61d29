"""Chinese words of the answers that report a failure."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "There is no bill for that day, because nothing was paid or refunded. There is nothing to import and nothing to repeat.": (
        "当天没有支付和退款，因此没有账单。无需导入，也不要重复请求。"
    ),
    "The bill is still being made. Repeat the request in half an hour.": (
        "账单仍在生成。请半小时后重新请求。"
    ),
    "WeChat Pay does not accept the request. Correct its date and type, then repeat it.": (
        "微信支付不接受该请求。请改正日期和类型后重新请求。"
    ),
    "The signature is wrong. Check the merchant's certificate and key, then repeat it.": (
        "签名错误。请检查商户证书和密钥后重新请求。"
    ),
    "The platform is busy. Repeat the request, at most three times.": ("平台繁忙。请重新请求，最多三次。"),
    "The secret is wrong. Correct it first: wrong ones, sent again, block the address for an hour.": (
        "secret 错误。请先改正：反复使用错误的 secret 会使该地址被封一小时。"
    ),
    "Too many requests at once. Send fewer side by side, then repeat it.": (
        "同时请求过多。请减少并发后重新请求。"
    ),
    "An external_userid is wrong, mostly another company's. Leave it out, then repeat it.": (
        "请求中有一个 external_userid 不对，多半属于另一家企业。请去掉它后重新请求。"
    ),
    "The guide has not left. Use transfer_customer instead of resigned/transfer_customer.": (
        "该导购并未离职。请用 transfer_customer，而不是 resigned/transfer_customer。"
    ),
    "The welcome code lasts 20 seconds and is over. There is nothing to import or to repeat.": (
        "欢迎语凭证只有 20 秒，已经过期。无需导入，也不要重复请求。"
    ),
    "The chat has begun, so no welcome is sent. There is nothing to import or to repeat.": (
        "会话已经开始，不再发送欢迎语。无需导入，也不要重复请求。"
    ),
    "The address of your server is not trusted. Add it to the application at WeCom, then repeat it.": (
        "服务器地址不在可信名单中。请在企业微信的应用里加入后重新请求。"
    ),
    "Too many guides in one request. Ask for fewer at a time.": ("一次请求的导购过多。请分批请求。"),
    "Youzan knows no such trade in this shop. Check that the token is this shop's, then repeat it.": (
        "有赞在该店铺中没有这笔交易。请确认 token 属于该店铺后重新请求。"
    ),
    "Too many requests. Wait until the same minute, hour or day is over, then repeat it once.": (
        "请求过于频繁。请等这一分钟、一小时或一天过去后重新请求一次。"
    ),
    "The access token is invalid or has expired. Fetch a new one once, then repeat the request.": (
        "access token 无效或已过期。请重新获取一次后再请求。"
    ),
    "The application lacks the right to read this. Give it that right at the platform, then repeat it.": (
        "应用没有读取权限。请在平台授权后重新请求。"
    ),
    "The account has no interface licence. Buy or assign one at WeCom, then repeat the request.": (
        "该账号没有接口许可。请在企业微信购买或分配后重新请求。"
    ),
    "WeCom knows no such guide. Leave that userid out, then repeat the request.": (
        "企业微信没有这位导购。请去掉该 userid 后重新请求。"
    ),
}
