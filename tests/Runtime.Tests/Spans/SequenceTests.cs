using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TracedLlm.Tests.Spans;

public class SequenceTests
{
    private static readonly AsyncLocal<string?> Flowing = new();

    [Fact]
    public async Task Children_started_after_a_yield_have_the_sequence_as_parent()
    {
        using var request = new TracedRequest();

        async IAsyncEnumerable<int> ItemsAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                using (TracedRequest.Other.StartActivity($"query {i}"))
                {
                    await Task.Yield();
                }

                yield return i;
            }
        }

        var items = new List<int>();
        await foreach (var item in LlmSpan.StartStage("items").EndWith(ItemsAsync()))
        {
            items.Add(item);
            using (TracedRequest.Other.StartActivity($"reader {item}"))
            {
            }
        }

        Assert.Equal([0, 1, 2], items);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            ├─ items
            │  ├─ query 0
            │  ├─ query 1
            │  └─ query 2
            ├─ reader 0
            ├─ reader 1
            └─ reader 2
            """,
            request.End());
    }

    [Fact]
    public async Task Context_changes_of_the_reader_between_two_items_reach_the_sequence()
    {
        using var request = new TracedRequest();
        var seen = new List<string?>();

        async IAsyncEnumerable<int> ItemsAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                seen.Add(Flowing.Value);
                yield return i;
            }
        }

        Flowing.Value = "first";
        await foreach (var item in LlmSpan.StartStage("items").EndWith(ItemsAsync()))
        {
            Flowing.Value = $"after {item}";
        }

        Assert.Equal(["first", "after 0", "after 1"], seen);
    }

    [Fact]
    public async Task A_reader_that_breaks_off_ends_the_span()
    {
        using var request = new TracedRequest();
        var cleanedUpUnder = "";

        async IAsyncEnumerable<int> ItemsAsync()
        {
            try
            {
                yield return 1;
                await Task.Yield();
                yield return 2;
            }
            finally
            {
                cleanedUpUnder = Activity.Current?.DisplayName;
            }
        }

        await foreach (var _ in LlmSpan.StartStage("items").EndWith(ItemsAsync()))
        {
            break;
        }

        Assert.Equal("items", cleanedUpUnder);
        Assert.Equal(ActivityStatusCode.Unset, request.Ended("items").Status);
    }

    [Fact]
    public async Task A_sequence_that_throws_is_recorded()
    {
        using var request = new TracedRequest();

        async IAsyncEnumerable<int> ItemsAsync()
        {
            yield return 1;
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }

        var sequence = LlmSpan.StartStage("items").EndWith(ItemsAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in sequence)
            {
            }
        });

        Assert.Equal("System.InvalidOperationException", request.Ended("items").GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_token_given_to_the_enumeration_reaches_the_sequence()
    {
        using var request = new TracedRequest();
        using var cancellation = new CancellationTokenSource();
        var token = CancellationToken.None;

        async IAsyncEnumerable<int> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            token = cancellationToken;
            await Task.Yield();
            yield return 1;
        }

        await foreach (var _ in LlmSpan.StartStage("items").EndWith(ItemsAsync()).WithCancellation(cancellation.Token))
        {
        }

        Assert.Equal(cancellation.Token, token);
    }

    [Fact]
    public async Task Each_enumeration_is_a_span_with_the_attributes_of_the_start()
    {
        using var request = new TracedRequest();
        var runs = 0;

        async IAsyncEnumerable<int> ItemsAsync()
        {
            runs++;
            await Task.Yield();
            yield return runs;
        }

        var items = LlmSpan.StartCall("gpt-4o", [new("litellm.deployment.id", "d1")]).EndWith(ItemsAsync());
        for (var i = 0; i < 2; i++)
        {
            await foreach (var _ in items)
            {
            }
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               ├─ chat gpt-4o [CLIENT]  {litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.attempt.time_to_first_chunk=<duration>, litellm.deployment.id=d1}
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.index=1, litellm.attempt.kind=initial, litellm.attempt.time_to_first_chunk=<duration>, litellm.deployment.id=d1}
            """,
            request.End(200, "litellm.attempt.", "litellm.deployment"));
    }

    [Fact]
    public void An_unread_sequence_ends_with_the_request()
    {
        using var request = new TracedRequest();

        _ = LlmSpan.StartStage("items").EndWith(AsyncEnumerable.Empty<int>());

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            └─ items
            """,
            request.End());
    }

    [Fact]
    public void A_synchronous_sequence_keeps_its_span_to_itself()
    {
        using var request = new TracedRequest();

        IEnumerable<int> Items()
        {
            for (var i = 0; i < 2; i++)
            {
                using (TracedRequest.Other.StartActivity($"query {i}"))
                {
                }

                yield return i;
            }
        }

        var before = Activity.Current;
        foreach (var item in LlmSpan.StartStage("items").EndWith(Items()))
        {
            Assert.Same(before, Activity.Current);
            using (TracedRequest.Other.StartActivity($"reader {item}"))
            {
            }
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            ├─ items
            │  ├─ query 0
            │  └─ query 1
            ├─ reader 0
            └─ reader 1
            """,
            request.End());
    }

    [Fact]
    public void A_synchronous_sequence_that_throws_is_recorded()
    {
        using var request = new TracedRequest();

        static IEnumerable<int> Items()
        {
            yield return 1;
            throw new InvalidOperationException("broken");
        }

        var sequence = LlmSpan.StartStage("items").EndWith(Items());
        Assert.Throws<InvalidOperationException>(() => sequence.Count());

        Assert.Equal(ActivityStatusCode.Error, request.Ended("items").Status);
    }

    [Fact]
    public async Task The_flow_may_be_suppressed()
    {
        using var request = new TracedRequest();

        static IEnumerable<string?> Items()
        {
            yield return Activity.Current?.DisplayName;
        }

        var sequence = LlmSpan.StartStage("items").EndWith(Items());
        List<string?> seen;
        using (ExecutionContext.SuppressFlow())
        {
            seen = [.. sequence];
        }

        Assert.Equal(["items"], seen);
        await Task.CompletedTask;
    }
}
