using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TracedLlm.Bench.Gateway.Upstream;

/// <summary>Answers in the form of OpenAI. Each event has the time at which it was sent.</summary>
internal static class ChatAnswers
{
    public const int Events = 64;
    public const int LongestEvent = 1024;

    /// <summary>What precedes the time in an event.</summary>
    public const string TimeMark = "sent-at-";

    private const string Body = """
        {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion","created":1741570283,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"The second attempt has no deployment, because the first one was the only deployment of its group. Add another deployment to the group, or a fallback to the router's settings.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":219,"completion_tokens":34,"total_tokens":253,"prompt_tokens_details":{"cached_tokens":128,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_fc9f1d7035"}
        """;

    private const string EventStart = "data: {\"id\":\"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG\",\"object\":\"chat.completion.chunk\",\"created\":1741570283,\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_fc9f1d7035\",\"choices\":[";

    public static byte[] Continue { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

    public static byte[] Json { get; } = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_0123456789\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

    public static byte[] StreamHead { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nx-request-id: req_0123456789\r\nTransfer-Encoding: chunked\r\n\r\n");

    public static byte[] StreamEnd { get; } = Encoding.ASCII.GetBytes("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");

    /// <summary>Writes an event as a chunk. The last but one has the finish reason, the last one the usage.</summary>
    public static ReadOnlyMemory<byte> WriteEvent(byte[] buffer, int number, int events)
    {
        var rest = (events - number) switch
        {
            1 when events > 1 => "],\"usage\":{\"prompt_tokens\":219,\"completion_tokens\":62,\"total_tokens\":281}}\n\n",
            2 => "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}\n\n",
            _ => $"{{\"index\":0,\"delta\":{{\"content\":\"{TimeMark}{Stopwatch.GetTimestamp().ToString("D18", CultureInfo.InvariantCulture)}\"}},\"logprobs\":null,\"finish_reason\":null}}],\"usage\":null}}\n\n",
        };
        var length = EventStart.Length + rest.Length;
        var written = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length:x}\r\n{EventStart}{rest}\r\n"), buffer);
        return buffer.AsMemory(0, written);
    }
}
