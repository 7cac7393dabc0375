namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>The effect of each exit of a Core method on its span. The caller sees the same result as without a span.</summary>
[Collection("Spans")]
public class Endings
{
    [Fact]
    public void A_synchronous_method_ends_its_span_with_arguments_and_result()
    {
        using var caller = new Caller();

        Assert.Equal(42, new TracedSample().Value(21, given => given * 2));

        Assert.Equal(
            """
            caller
            └─ value  {app.given=21, app.result=42}
            """,
            caller.End());
    }

    [Fact]
    public async Task The_result_of_a_task_is_on_its_span()
    {
        using var caller = new Caller();

        await new TracedSample().TaskOfTAsync(async () =>
        {
            await Task.Yield();
            return "four";
        });
        await new TracedSample().TaskOfTAsync(() => Task.FromResult<string?>("three"));
        await new TracedSample().ValueTaskOfTAsync(() => new ValueTask<string?>("one"));
        await new TracedSample().ValueTaskOfTAsync(() => new ValueTask<string?>((string?)null));

        Assert.Equal(
            """
            caller
            ├─ task of T  {app.length=4}
            ├─ task of T  {app.length=5}
            ├─ value task of T  {app.length=3}
            └─ value task of T
            """,
            caller.End());
    }

    [Fact]
    public void An_exception_of_a_synchronous_method_is_recorded_and_thrown()
    {
        using var caller = new Caller();
        var thrown = new InvalidOperationException("broken");

        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => new TracedSample().Void(() => throw thrown)));

        Assert.Equal(Failed("void", "broken"), caller.End());
    }

    [Fact]
    public void An_exception_before_the_task_is_thrown_directly()
    {
        using var caller = new Caller();

        Assert.Throws<InvalidOperationException>(() => { _ = new TracedSample().TaskAsync(() => throw new InvalidOperationException("at once")); });

        Assert.Equal(Failed("task", "at once"), caller.End());
    }

    [Fact]
    public async Task A_task_that_fails_later_fails_its_span()
    {
        using var caller = new Caller();

        await Assert.ThrowsAsync<InvalidOperationException>(() => new TracedSample().TaskAsync(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }));

        Assert.Equal(Failed("task", "later"), caller.End());
    }

    [Fact]
    public async Task A_task_that_has_failed_already_is_returned_itself()
    {
        using var caller = new Caller();
        var failed = Task.FromException(new InvalidOperationException("already"));

        var returned = new TracedSample().TaskAsync(() => failed);

        Assert.Same(failed, returned);
        await Assert.ThrowsAsync<InvalidOperationException>(() => returned);
        Assert.Equal(Failed("task", "already"), caller.End());
    }

    [Fact]
    public async Task A_cancelled_task_stays_cancelled()
    {
        using var caller = new Caller();
        var cancelled = Task.FromCanceled<string?>(new CancellationToken(canceled: true));

        var returned = new TracedSample().TaskOfTAsync(() => cancelled);

        Assert.Same(cancelled, returned);
        await Assert.ThrowsAsync<TaskCanceledException>(() => returned);
        Assert.Contains("error.type=System.Threading.Tasks.TaskCanceledException", caller.End(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_task_of_the_core_is_returned_to_the_caller()
    {
        using var caller = new Caller();

        Assert.Null(new TracedSample().TaskAsync(() => null!));
        Assert.Null(new TracedSample().TaskOfTAsync(() => null!));
        Assert.Null(new TracedSample().Response(() => null!));
        Assert.Null(new TracedSample().ItemsAsync(() => null!));
        Assert.Null(new TracedSample().Items(() => null!));

        Assert.Equal(
            """
            caller
            ├─ task
            ├─ task of T
            ├─ response [CLIENT]
            ├─ async sequence
            └─ sequence
            """,
            caller.End());
    }

    [Fact]
    public void A_completed_task_is_returned_itself()
    {
        using var caller = new Caller();
        var completed = Task.FromResult<string?>("done");

        Assert.Same(completed, new TracedSample().TaskOfTAsync(() => completed));
    }

    [Fact]
    public async Task A_response_s_span_ends_with_its_content()
    {
        using var caller = new Caller();

        var response = await new TracedSample().ResponseAsync(() => Task.FromResult(new HttpResponseMessage { Content = new StringContent("answer") }));
        Assert.Empty(caller.Ended);
        response.Dispose();

        Assert.Contains("task of response [CLIENT]", caller.End(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_that_breaks_off_ends_its_span()
    {
        using var caller = new Caller();

        Assert.Equal(1, new TracedSample().Items(() => [1, 2, 3]).First());

        Assert.Equal(
            """
            caller
            └─ sequence
            """,
            caller.End());
    }

    [Fact]
    public async Task A_guardrail_s_outcome_and_blocks_are_on_its_span()
    {
        using var caller = new Caller();

        await new TracedSample().GuardAsync(() => new(GuardrailOutcome.Masked(1)));
        await Assert.ThrowsAsync<TimeoutException>(() => new TracedSample().GuardAsync(async () =>
        {
            await Task.Yield();
            throw new TimeoutException();
        }).AsTask());
        await Assert.ThrowsAsync<IOException>(async () => await new TracedSample().GuardAsync(() => throw new IOException("gone")));

        Assert.Equal(
            """
            caller
            ├─ guardrail  {litellm.guardrail.action=mask, litellm.guardrail.status=guardrail_intervened}
            ├─ guardrail  {litellm.guardrail.action=block, litellm.guardrail.status=guardrail_intervened}
            └─ guardrail ERROR "gone"  {error.type=System.IO.IOException, litellm.guardrail.status=guardrail_failed_to_respond}
            """,
            caller.End());
    }

    private static string Failed(string name, string message) => $$"""
        caller
        └─ {{name}} ERROR "{{message}}"  {error.type=System.InvalidOperationException}
        """;
}
