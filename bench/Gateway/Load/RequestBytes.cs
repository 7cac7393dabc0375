using System.Globalization;
using System.Text;

namespace TracedLlm.Bench.Gateway.Load;

/// <summary>A chat request as an SDK sends it.</summary>
internal static class RequestBytes
{
    /// <summary>The key that all gateways of the bench accept.</summary>
    public const string Key = "sk-bench-0123456789";

    private const string Prose = "The gateway answers 429 once the tenant's budget is spent: the sum of all costs, cached tokens included, is above the limit. Please tell me why the second attempt has no deployment. ";

    public static byte[] Create(LoadOrder order)
    {
        var body = Body(order, "");
        body = Body(order, Text(Math.Max(0, order.BodyBytes - body.Length)));
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{order.Port}\r\nAuthorization: Bearer {Key}\r\nContent-Type: application/json\r\nUser-Agent: OpenAI/Python 1.99.9\r\n{Header("x-spans", order.Spans)}{Header("x-attributes", order.Attributes)}Content-Length: {body.Length}\r\n\r\n{body}"));
    }

    private static string Header(string name, int value) => value == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

    private static string Body(LoadOrder order, string text) =>
        $$$"""
        {"model":"gpt-4o-mini","stream":{{{(order.IsStream ? "true,\"stream_options\":{\"include_usage\":true}" : "false")}}},"messages":[{"role":"system","content":"You are the support of a gateway."},{"role":"user","content":"{{{text}}}"}],"temperature":0.2,"top_p":0.9,"max_tokens":1024,"user":"user-4711","metadata":{"session_id":"session-0815","trace_name":"support chat","tags":["production","eu"],"region":"eu-central-1","feature":"answers"}}
        """;

    private static string Text(int length)
    {
        var text = new StringBuilder(length + Prose.Length);
        while (text.Length < length)
        {
            text.Append(Prose);
        }

        return text.ToString(0, length);
    }
}
