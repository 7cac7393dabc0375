using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Tests.Payloads.Odd;

/// <summary>An API whose answers are sent in odd ways: its path, a stream and a body.</summary>
internal sealed record AnswerForm(string Name, string Route, IReadOnlyList<SseEvent> Stream, string Body)
{
    private const string Gemini =
        """{"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"totalTokenCount":6},"modelVersion":"gemini-2.5-flash","responseId":"r1"}""";

    private const string Response =
        """{"id":"resp_1","object":"response","status":"completed","error":null,"incomplete_details":null,"model":"gpt-4.1","output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[]}]}],"usage":{"input_tokens":37,"output_tokens":11,"total_tokens":48}}""";

    public static readonly AnswerForm[] All =
    [
        new("chat", "/v1/chat/completions", RecordedOpenAi.ChatCompletionStream, RecordedOpenAi.ChatCompletion),
        new("messages", "/v1/messages", RecordedAnthropic.MessageStream, RecordedAnthropic.Message),
        new(
            "responses",
            "/v1/responses",
            [
                new("""{"type":"response.created","response":{"id":"resp_1","object":"response","status":"in_progress","error":null,"model":"gpt-4.1","output":[],"usage":null}}""", "response.created"),
                new("""{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi"}""", "response.output_text.delta"),
                new($$"""{"type":"response.completed","response":{{Response}}}""", "response.completed"),
            ],
            Response),
        new(
            "gemini",
            "/v1beta/models/gemini-2.5-flash:streamGenerateContent",
            [
                new("""{"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":1,"totalTokenCount":5},"modelVersion":"gemini-2.5-flash","responseId":"r1"}"""),
                new(Gemini),
            ],
            Gemini),
    ];

    public static AnswerForm Find(string name) => Array.Find(All, form => form.Name == name)!;
}
