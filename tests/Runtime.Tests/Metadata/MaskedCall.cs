using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>A call of an API whose texts can all be told apart: what is asked begins with <c>in-</c>, what is answered with <c>out-</c>.</summary>
internal sealed class MaskedCall
{
    public static readonly Dictionary<string, MaskedCall> All = new()
    {
        ["chat completions"] = new()
        {
            Path = "/v1/chat/completions",
            Request = """
                "messages": [{"role": "system", "content": "in-system"}, {"role": "user", "content": [{"type": "text", "text": "in-text"}]},
                  {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\"a\": \"in-arguments\"}"}}]},
                  {"role": "tool", "tool_call_id": "c", "content": "in-result"}],
                "tools": [{"type": "function", "function": {"name": "f", "description": "in-tool", "parameters": {"type": "object"}}}]
                """,
            Response = """
                {"id": "1", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "out-text",
                  "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\"a\": \"out-arguments\"}"}}]}}]}
                """,
            Stream = """
                data: {"id": "1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "out-text"}}]}

                data: {"id": "1", "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{\"a\": \"out-arguments\"}"}}]}}]}

                data: {"id": "1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

                data: [DONE]


                """,
        },
        ["messages"] = new()
        {
            Path = "/v1/messages",
            Request = """
                "system": [{"type": "text", "text": "in-system"}], "max_tokens": 5,
                "messages": [{"role": "user", "content": "in-text"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {"a": "in-arguments"}}]},
                  {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "in-result"}]}],
                "tools": [{"name": "f", "description": "in-tool", "input_schema": {"type": "object"}}]
                """,
            Response = """
                {"type": "message", "role": "assistant", "stop_reason": "end_turn",
                 "content": [{"type": "text", "text": "out-text"}, {"type": "tool_use", "id": "t", "name": "f", "input": {"a": "out-arguments"}}]}
                """,
            Stream = """
                event: message_start
                data: {"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [], "usage": {"input_tokens": 1}}}

                event: content_block_start
                data: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}

                event: content_block_delta
                data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "out-text"}}

                event: content_block_start
                data: {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "t", "name": "f", "input": {}}}

                event: content_block_delta
                data: {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": "{\"a\": \"out-arguments\"}"}}

                event: message_delta
                data: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}}

                event: message_stop
                data: {"type": "message_stop"}


                """,
        },
        ["responses"] = new()
        {
            Path = "/v1/responses",
            Request = """
                "instructions": "in-system",
                "input": [{"role": "user", "content": "in-text"}, {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{\"a\": \"in-arguments\"}"},
                  {"type": "function_call_output", "call_id": "c", "output": "in-result"}],
                "tools": [{"type": "function", "name": "f", "description": "in-tool", "parameters": {"type": "object"}}]
                """,
            Response = Answered,
            Stream = $$"""
                event: response.output_text.delta
                data: {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "out-text"}

                event: response.completed
                data: {"type": "response.completed", "response": {{Answered}}}


                """,
        },
    };

    private const string Answered =
        """{"id": "r", "object": "response", "status": "completed", "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "out-text"}]}, """
        + """{"type": "function_call", "call_id": "c", "name": "f", "arguments": "{\"a\": \"out-arguments\"}"}]}""";

    public static readonly string[] Asked = ["in-system", "in-text", "in-arguments", "in-result", "in-tool"];

    public static readonly string[] Answers = ["out-text", "out-arguments"];

    public required string Path { get; init; }

    public required string Request { get; init; }

    public required string Response { get; init; }

    public required string Stream { get; init; }

    /// <summary>Sends it through a gateway that captures content and calls a provider, and returns every text that is exported.</summary>
    /// <param name="stream">Whether the answer is a stream.</param>
    /// <param name="fields">More fields of the request.</param>
    /// <param name="headers">The request's headers.</param>
    public async Task<string> ExportedTextAsync(bool stream, string fields, params string[] headers)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.CaptureContent = true,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Path, [TracedLlmRoute] (HttpContext http) => RelayAsync(http, stream));
            },
        });

        var answer = await gateway.PostBodyAsync(Path, $$"""{"model": "m", {{fields}}{{Request}} }""", headers);

        Assert.Contains("out-text", answer.Body, StringComparison.Ordinal);
        var spans = await gateway.StopAsync();
        return string.Join('\n', spans.SelectMany(TextsOf));
    }

    private async Task RelayAsync(HttpContext http, bool stream)
    {
        await http.Request.Body.CopyToAsync(System.IO.Stream.Null);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(stream ? Stream.ReplaceLineEndings("\n") : Response));
        content.Headers.ContentType = new MediaTypeHeaderValue(stream ? "text/event-stream" : "application/json");
        using var response = LlmSpan.StartCall("m").EndWith(new HttpResponseMessage { Content = content });
        http.Response.ContentType = content.Headers.ContentType.ToString();
        await response.Content.CopyToAsync(http.Response.Body);
    }

    private static IEnumerable<string> TextsOf(ReceivedSpan span) =>
    [
        span.Name,
        span.StatusMessage,
        span.Attributes.ToString(),
        .. span.Events.Select(happened => happened.Name + happened.Attributes),
        .. span.Links.Select(link => link.Attributes.ToString()),
    ];
}
