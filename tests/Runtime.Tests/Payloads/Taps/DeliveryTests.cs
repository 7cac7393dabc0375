using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Sockets;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>A caller that has been given everything may leave while the handler lingers; one that has not, cancels.</summary>
[Collection(ProcessWide.Name)]
public sealed class DeliveryTests
{
    private const string Completed =
        """
        Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
        └─ litellm_request
           └─ chat claude [CLIENT]
        """;

    private const string Cancelled =
        """
        Received Proxy Server Request [SERVER]  {http.response.status_code=499, litellm.outcome=cancelled}
        └─ litellm_request  {litellm.outcome=cancelled}
           └─ chat claude [CLIENT]  {litellm.outcome=cancelled}
        """;

    /// <summary>What the handler lets the exception of the caller's leaving do.</summary>
    public enum Lingering
    {
        Throws,
        Swallows,
    }

    public static TheoryData<string, Lingering> TerminalEvents
    {
        get
        {
            string[] events =
            [
                "data: [DONE]\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                "data: {\"type\":\"message_stop\"}\n\n",
                "data: {\"type\": \"response.completed\",\"response\":{}}\n\n",
                "event: response.completed\ndata: {}\n\n",
                "event: response.failed\ndata: {}\n\n",
                "event: response.incomplete\ndata: {}\n\n",
                "event: done\ndata: [DONE]\n\n",
                "event: message\ndata: [DONE]\n\n",
                "event: chunk\ndata: [DONE]\n\n",
                "event: message\ndata: {\"type\":\"message_stop\"}\n\n",
                "data: { \"type\" : \"message_stop\" }\n\n",
                "data: {\"index\":0,\"type\":\"message_stop\"}\n\n",
                "data: {\"type\":\"speech.audio.done\"}\n\n",
                "event: transcript.text.done\ndata: {}\n\n",
                "event: image_generation.completed\ndata: {}\n\n",
                "data: {\"type\":\"image_edit.completed\"}\n\n",
                "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n",
            ];
            var data = new TheoryData<string, Lingering>();
            foreach (var text in events)
            {
                data.Add(text, Lingering.Throws);
                data.Add(text, Lingering.Swallows);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(TerminalEvents))]
    public async Task A_caller_that_leaves_after_the_terminal_event_has_not_cancelled(string last, Lingering lingering) => Assert.Equal(
        Completed,
        await LeaveAsync(last, lingering, http => Write(http, "text/event-stream", "data: {}\n\n", last)));

    [Theory]
    [InlineData("data: {\"choices\":[]}\n\n")]
    [InlineData("data: {\"candidates\":[{\"finishReason\":null}]}\n\n")]
    [InlineData("data: [DONE]\n")]
    [InlineData("data: {\"type\":\"content_block_delta\",\"text\":\"message_stop\"}\n\n")]
    [InlineData("event: content_block_stop\ndata: {}\n\n")]
    public async Task A_caller_that_leaves_before_it_has_cancelled(string last) => Assert.Equal(
        Cancelled,
        await LeaveAsync(last, Lingering.Swallows, http => Write(http, "text/event-stream", last)));

    [Fact]
    public async Task A_terminal_event_that_is_written_after_the_caller_left_is_too_late() => Assert.Equal(
        Cancelled,
        await LeaveAsync("data: 1", Lingering.Swallows, http => Write(http, "text/event-stream", "data: 1\n\n"), afterwards: "data: [DONE]\n\n"));

    [Theory]
    [InlineData(Lingering.Throws)]
    [InlineData(Lingering.Swallows)]
    public async Task A_caller_that_leaves_after_the_whole_body_has_not_cancelled(Lingering lingering) => Assert.Equal(
        Completed,
        await LeaveAsync("{\"id\":1}", lingering, http =>
        {
            http.Response.ContentLength = 8;
            return Write(http, "application/json", "{\"id\"", ":1}");
        }));

    [Fact]
    public async Task A_caller_that_leaves_before_the_whole_body_has_cancelled() => Assert.Equal(
        Cancelled,
        await LeaveAsync("{\"id\"", Lingering.Throws, http =>
        {
            http.Response.ContentLength = 8;
            return Write(http, "application/json", "{\"id\"");
        }));

    [Fact]
    public async Task A_failure_after_the_terminal_event_is_a_failure()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            await Write(http, "text/event-stream", "data: [DONE]\n\n");
            throw new IOException("the disk is full");
        }));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await caller.ReadUntilAsync("[DONE]");

        Assert.StartsWith(
            "Received Proxy Server Request [SERVER] ERROR \"the disk is full\"  {error.type=System.IO.IOException, http.response.status_code=200, litellm.outcome=error}",
            await gateway.StopAndPrintAsync(),
            StringComparison.Ordinal);
    }

    /// <summary>The caller reads until <paramref name="marker"/> and leaves; the handler stays until it sees that.</summary>
    private static async Task<string> LeaveAsync(string marker, Lingering lingering, Func<HttpContext, Task> write, string? afterwards = null)
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            try
            {
                await write(http);
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            catch (OperationCanceledException exception)
            {
                attempt.RecordException(exception);
                if (lingering == Lingering.Throws)
                {
                    throw;
                }
            }

            if (afterwards is not null)
            {
                await http.Response.WriteAsync(afterwards);
            }
        }));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await caller.ReadUntilAsync(marker);

        caller.Dispose();

        return await gateway.StopAndPrintAsync();
    }

    private static async Task Write(HttpContext http, string contentType, params string[] parts)
    {
        http.Response.ContentType = contentType;
        foreach (var part in parts)
        {
            await http.Response.WriteAsync(part);
            await http.Response.Body.FlushAsync();
        }
    }
}
