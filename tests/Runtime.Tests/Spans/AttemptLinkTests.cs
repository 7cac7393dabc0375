using System.Net;
using System.Runtime.CompilerServices;

namespace TracedLlm.Tests.Spans;

/// <summary>An attempt that follows failed ones links to them.</summary>
public class AttemptLinkTests
{
    [Fact]
    public async Task To_every_attempt_that_failed_before()
    {
        using var request = new TracedRequest();
        await FailAsync("first");
        using (var broken = LlmSpan.StartCall("second"))
        {
            broken.RecordException(new TimeoutException());
        }

        using var left = await LlmSpan.StartCall("third").EndWith(Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway)));
        LlmSpan.StartCall("fourth").End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ chat first [CLIENT] ERROR "refused"
               │  └─ • exception
               ├─ chat second [CLIENT] ERROR "The operation has timed out."
               │  ├─ → chat first
               │  └─ • exception
               ├─ chat third [CLIENT] ERROR "The provider answered 502 Bad Gateway."
               │  ├─ → chat first
               │  └─ → chat second
               └─ chat fourth [CLIENT]
                  ├─ → chat first
                  ├─ → chat second
                  └─ → chat third
            """,
            request.End(200, "none"));
    }

    [Fact]
    public async Task An_attempt_has_no_link_to_failures_before_a_success()
    {
        using var request = new TracedRequest();
        await FailAsync("plan");
        LlmSpan.StartCall("plan").End();
        LlmSpan.StartCall("answer").End();
        await FailAsync("check");
        LlmSpan.StartCall("check again").End();

        Assert.Empty(request.Ended("chat answer").Links);
        Assert.Equal([request.Ended("chat check").Context], request.Ended("chat check again").Links.Select(link => link.Context));
    }

    [Fact]
    public async Task To_no_more_than_the_last_eight()
    {
        using var request = new TracedRequest();
        for (var i = 0; i < 10; i++)
        {
            await FailAsync($"{i}");
        }

        Assert.Equal(
            Enumerable.Range(1, 8).Select(i => request.Ended($"chat {i}").Context),
            request.Ended("chat 9").Links.Select(link => link.Context));
    }

    [Fact]
    public async Task To_no_call_that_a_guardrail_made()
    {
        using var request = new TracedRequest();
        using (LlmSpan.StartGuardrail("judge", GuardrailMode.PreCall))
        {
            await FailAsync("judge");
        }

        LlmSpan.StartCall("answer").End();

        Assert.Empty(request.Ended("chat answer").Links);
    }

    [Fact]
    public async Task A_stream_that_is_asked_again_links_too()
    {
        using var request = new TracedRequest();
        var items = LlmSpan.StartCall("gpt-4o").EndWith(FailingOnce());
        await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync(items));
        await ReadAsync(items);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ chat gpt-4o [CLIENT] ERROR "refused"  {litellm.attempt.kind=initial}
               │  └─ • exception
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.kind=retry}
                  └─ → chat gpt-4o
            """,
            request.End(200, "litellm.attempt.kind"));
    }

    private static async Task FailAsync(string model)
    {
        var task = LlmSpan.StartCall(model).EndWith(Task.FromException<int>(new HttpRequestException("refused")));
        await Assert.ThrowsAsync<HttpRequestException>(() => task);
    }

    private static async IAsyncEnumerable<int> Items(StrongBox<int> asked)
    {
        await Task.CompletedTask;
        if (asked.Value++ == 0)
        {
            throw new HttpRequestException("refused");
        }

        yield return 1;
    }

    private static IAsyncEnumerable<int> FailingOnce() => Items(new StrongBox<int>());

    private static async Task ReadAsync(IAsyncEnumerable<int> items)
    {
        await foreach (var item in items)
        {
            Assert.Equal(1, item);
        }
    }
}
