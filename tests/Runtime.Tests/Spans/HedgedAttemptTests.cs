using System.Diagnostics;
using System.Net;

namespace TracedLlm.Tests.Spans;

/// <summary>Attempts that run beside one another, of which one wins.</summary>
public class HedgedAttemptTests
{
    private static readonly string[] Shown =
        ["litellm.outcome", "litellm.attempt.kind", "litellm.attempts", "litellm.retries", "litellm.fallbacks"];

    private readonly TaskCompletionSource<string> _slow = new();
    private readonly TaskCompletionSource<string> _fast = new();

    [Fact]
    public async Task The_hedge_wins_and_the_first_is_cancelled()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first").EndWith(_slow.Task);
        var hedge = LlmSpan.StartCall("hedge").EndWith(_fast.Task);

        _fast.SetResult("answer");
        await hedge;
        _slow.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request  {litellm.attempts=2}
               ├─ chat first [CLIENT]  {litellm.attempt.kind=initial, litellm.outcome=cancelled}
               └─ chat hedge [CLIENT]  {litellm.attempt.kind=hedge}
            """,
            request.End(200, Shown));
    }

    [Fact]
    public async Task The_first_wins_and_the_hedge_is_cancelled()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first").EndWith(_slow.Task);
        var hedge = LlmSpan.StartCall("hedge").EndWith(_fast.Task);

        _slow.SetResult("answer");
        await first;
        _fast.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => hedge);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request  {litellm.attempts=2}
               ├─ chat first [CLIENT]  {litellm.attempt.kind=initial}
               └─ chat hedge [CLIENT]  {litellm.attempt.kind=hedge, litellm.outcome=cancelled}
            """,
            request.End(200, Shown));
    }

    [Fact]
    public async Task A_winner_that_breaks_off_makes_the_request_fail()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first").EndWith(_slow.Task);
        using var winner = LlmSpan.StartCall("hedge").EndWith(new HttpResponseMessage { Content = new StreamContent(new BrokenStream()) });
        _slow.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);
        await Assert.ThrowsAsync<HttpIOException>(async () => await (await winner.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The response ended prematurely. (ResponseEnded)" (parent caller)  {litellm.outcome=error}
            ├─ litellm_request ERROR "The response ended prematurely. (ResponseEnded)"
            │  ├─ chat first [CLIENT]  {litellm.outcome=cancelled}
            │  └─ chat hedge [CLIENT] ERROR "The response ended prematurely. (ResponseEnded)"
            │     └─ • exception
            └─ Failed Proxy Server Request ERROR "The response ended prematurely. (ResponseEnded)"
            """,
            request.End(200, "litellm.outcome"));
    }

    [Fact]
    public async Task A_loser_that_answered_too_and_is_disposed_unread_is_cancelled()
    {
        using var request = new TracedRequest();
        var slow = new TaskCompletionSource<HttpResponseMessage>();
        var first = LlmSpan.StartCall("first").EndWith(slow.Task);
        using var winner = LlmSpan.StartCall("hedge").EndWith(new HttpResponseMessage { Content = new StringContent("{}") });
        slow.SetResult(new HttpResponseMessage { Content = new StringContent("{}") });
        (await first).Dispose();
        await winner.Content.ReadAsStringAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request
               ├─ chat first [CLIENT]  {litellm.outcome=cancelled}
               └─ chat hedge [CLIENT]
            """,
            request.End(200, "litellm.outcome"));
    }

    [Fact]
    public async Task A_loser_that_the_gateway_forgets_is_cancelled_with_the_request()
    {
        using var request = new TracedRequest();
        _ = LlmSpan.StartCall("first").EndWith(_slow.Task);
        var hedge = LlmSpan.StartCall("hedge").EndWith(_fast.Task);
        _fast.SetResult("answer");
        await hedge;

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request
               ├─ chat first [CLIENT]  {litellm.outcome=cancelled}
               └─ chat hedge [CLIENT]
            """,
            request.End(200, "litellm.outcome"));
    }

    [Fact]
    public async Task A_loser_read_before_the_other_answered_is_left_as_it_is()
    {
        using var request = new TracedRequest();
        using var first = LlmSpan.StartCall("first").EndWith(new HttpResponseMessage { Content = new StringContent("{}") });
        await first.Content.ReadAsStringAsync();
        LlmSpan.StartCall("second").End();

        Assert.Null(request.Ended("chat first").GetTagItem("litellm.outcome"));
    }

    [Fact]
    public async Task An_attempt_cancelled_before_any_answer_is_an_error()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first").EndWith(_slow.Task);
        var hedge = LlmSpan.StartCall("hedge").EndWith(_fast.Task);
        _slow.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);
        _fast.SetResult("answer");
        await hedge;

        Assert.Equal("System.Threading.Tasks.TaskCanceledException", request.Ended("chat first").GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_hedged_answer_with_an_error_does_not_win()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first").EndWith(_slow.Task);
        using var hedge = LlmSpan.StartCall("hedge").EndWith(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        await hedge.Content.ReadAsStringAsync();
        _slow.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);

        Assert.Equal("System.Threading.Tasks.TaskCanceledException", request.Ended("chat first").GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_time_out_of_the_client_is_an_error_though_another_attempt_won()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first").EndWith(_slow.Task);
        var hedge = LlmSpan.StartCall("hedge").EndWith(_fast.Task);
        _fast.SetResult("answer");
        await hedge;
        _slow.SetException(new TaskCanceledException("late", new TimeoutException()));
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);

        Assert.Equal(ActivityStatusCode.Error, request.Ended("chat first").Status);
    }

    [Fact]
    public async Task A_time_out_after_another_question_was_answered_is_an_error()
    {
        using var request = new TracedRequest();
        LlmSpan.StartCall("plan").End();
        var answer = LlmSpan.StartCall("answer").EndWith(_slow.Task);
        _slow.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => answer);

        Assert.Equal(ActivityStatusCode.Error, request.Ended("chat answer").Status);
    }

    [Fact]
    public async Task Concurrent_calls_that_the_gateway_marks_as_initial_are_not_hedges()
    {
        using var request = new TracedRequest();
        var first = LlmSpan.StartCall("first", [new(LiteLlm.AttemptKind, "initial")]).EndWith(_slow.Task);
        var second = LlmSpan.StartCall("second", [new(LiteLlm.AttemptKind, "initial")]).EndWith(_fast.Task);
        _fast.SetResult("answer");
        await second;
        _slow.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);

        Assert.Equal(ActivityStatusCode.Error, request.Ended("chat first").Status);
    }

    [Fact]
    public async Task A_retry_of_a_failed_attempt_is_a_retry_and_no_hedge()
    {
        using var request = new TracedRequest();
        using var left = LlmSpan.StartCall("first").EndWith(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        var retry = LlmSpan.StartCall("again").EndWith(_fast.Task);
        LlmSpan.StartCall("hedge").End();
        _fast.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => retry);

        Assert.Equal("retry", request.Ended("chat again").GetTagItem("litellm.attempt.kind"));
        Assert.Equal("cancelled", request.Ended("chat again").GetTagItem("litellm.outcome"));
        Assert.Equal("hedge", request.Ended("chat hedge").GetTagItem("litellm.attempt.kind"));
        Assert.Equal([request.Ended("chat first").Context], request.Ended("chat hedge").Links.Select(link => link.Context));
    }
}
