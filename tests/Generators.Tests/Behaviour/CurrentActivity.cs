using System.Diagnostics;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>The current activity: the span of the method in its body, and the span of the caller after the method returns.</summary>
[Collection("Spans")]
public class CurrentActivity
{
    public static TheoryData<string> Shapes => [.. Calls.Keys];

    // Each calls a traced method, checks what is current when it has returned, and then waits for the end of its span.
    private static readonly Dictionary<string, Func<TracedSample, Activity, Task>> Calls = new()
    {
        ["void"] = (traced, _) =>
        {
            traced.Void(Child);
            return Task.CompletedTask;
        },
        ["value"] = (traced, _) =>
        {
            traced.Value(1, given =>
            {
                Child();
                return given;
            });
            return Task.CompletedTask;
        },
        ["task"] = (traced, caller) => Returned(traced.TaskAsync(ChildrenAsync), caller),
        ["task of T"] = (traced, caller) => Returned(traced.TaskOfTAsync(NoTextAsync), caller),
        ["value task"] = (traced, caller) => Returned(traced.ValueTaskAsync(async () => await ChildrenAsync()).AsTask(), caller),
        ["value task of T"] = (traced, caller) => Returned(traced.ValueTaskOfTAsync(async () => await NoTextAsync()).AsTask(), caller),
        ["response"] = (traced, caller) => ReadAsync(
            Task.FromResult(traced.Response(() =>
            {
                Child();
                return Answer();
            })),
            caller),
        ["task of response"] = (traced, caller) => ReadAsync(traced.ResponseAsync(AnswerAsync), caller),
        ["value task of response"] = (traced, caller) => ReadAsync(traced.ResponseValueAsync(async () => await AnswerAsync()).AsTask(), caller),
        ["async sequence"] = async (traced, caller) =>
        {
            await foreach (var _ in traced.ItemsAsync(ItemsAsync))
            {
                Assert.Same(caller, Activity.Current);
            }
        },
        ["sequence"] = (traced, caller) =>
        {
            foreach (var _ in traced.Items(Items))
            {
                Assert.Same(caller, Activity.Current);
            }

            return Task.CompletedTask;
        },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task The_activity_is_the_method_s_in_the_body_and_the_caller_s_after_the_call(string shape)
    {
        using var caller = new Caller();

        await Calls[shape](new TracedSample(), caller.Span);

        Assert.Same(caller.Span, Activity.Current);
        var lines = caller.End().Split('\n');
        Assert.Equal("caller", lines[0]);
        Assert.StartsWith($"└─ {shape}", lines[1], StringComparison.Ordinal);
        Assert.All(lines[2..], line => Assert.Contains("─ child", line, StringComparison.Ordinal));
        Assert.NotEmpty(lines[2..]);
    }

    private static void Child() => TracedSample.Source.StartActivity("child")?.Dispose();

    private static async Task ChildrenAsync()
    {
        Child();
        await Task.Yield();
        Child();
    }

    private static async Task<string?> NoTextAsync()
    {
        await ChildrenAsync();
        return null;
    }

    private static async Task<HttpResponseMessage> AnswerAsync()
    {
        await ChildrenAsync();
        return Answer();
    }

    private static async IAsyncEnumerable<int> ItemsAsync()
    {
        await ChildrenAsync();
        yield return 1;
        Child();
        yield return 2;
    }

    private static IEnumerable<int> Items()
    {
        Child();
        yield return 1;
        Child();
    }

    private static HttpResponseMessage Answer() => new() { Content = new StringContent("answer") };

    private static Task Returned(Task pending, Activity caller)
    {
        Assert.Same(caller, Activity.Current);
        return pending;
    }

    private static async Task ReadAsync(Task<HttpResponseMessage> pending, Activity caller)
    {
        Assert.Same(caller, Activity.Current);
        using var response = await pending;
        await response.Content.ReadAsStringAsync();
    }
}
