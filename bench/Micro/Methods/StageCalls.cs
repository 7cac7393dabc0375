namespace TracedLlm.Bench.Micro.Methods;

/// <summary>The variants of one form of a method, ready to be called in a loop.</summary>
/// <param name="Form">The return type.</param>
/// <param name="Plain">The method without any tracing.</param>
/// <param name="Bare">The method with nothing but <c>StartActivity</c>.</param>
/// <param name="SetTag20">By hand, 20 attributes set one by one.</param>
/// <param name="Traced0">Generated, without attributes.</param>
/// <param name="Traced5">Generated, with 5 attributes.</param>
/// <param name="Traced20">Generated, with 20 attributes.</param>
internal sealed record StageCalls(
    string Form,
    Func<int> Plain,
    Func<int> Bare,
    Func<int> SetTag20,
    Func<int> Traced0,
    Func<int> Traced5,
    Func<int> Traced20)
{
    private static readonly StageInput Input = new();

    /// <summary>The forms for which one call is one measurement.</summary>
    public static IReadOnlyList<StageCalls> All() => [Sync(), CompletedTask(), ValueTask(), Stream()];

    public static StageCalls Sync()
    {
        var stage = new SyncStage();
        return new(
            "sync",
            () => stage.Plain(Input),
            () => stage.Bare(Input),
            () => stage.SetTag20(Input),
            () => stage.Traced0(Input),
            () => stage.Traced5(Input),
            () => stage.Traced20(Input));
    }

    public static StageCalls CompletedTask()
    {
        var stage = new TaskStage();
        return new(
            "Task",
            () => stage.PlainAsync(Input).Result,
            () => stage.BareAsync(Input).Result,
            () => stage.SetTag20Async(Input).Result,
            () => stage.Traced0Async(Input).Result,
            () => stage.Traced5Async(Input).Result,
            () => stage.Traced20Async(Input).Result);
    }

    /// <summary>A task that completes after the method has returned it.</summary>
    public static StageCalls PendingTask()
    {
        var stage = new TaskStage();
        return new(
            "pending Task",
            () => Complete(static (stage, input) => stage.PlainAsync(input)),
            () => Complete(static (stage, input) => stage.BareAsync(input)),
            () => Complete(static (stage, input) => stage.SetTag20Async(input)),
            () => Complete(static (stage, input) => stage.Traced0Async(input)),
            () => Complete(static (stage, input) => stage.Traced5Async(input)),
            () => Complete(static (stage, input) => stage.Traced20Async(input)));

        int Complete(Func<TaskStage, StageInput, Task<int>> call)
        {
            var completion = stage.Completion = new TaskCompletionSource<int>();
            var task = call(stage, Input);
            completion.SetResult(Input.PromptLength);
            return task.Result;
        }
    }

    public static StageCalls ValueTask()
    {
        var stage = new ValueTaskStage();
        return new(
            "ValueTask",
            () => stage.PlainAsync(Input).Result,
            () => stage.BareAsync(Input).Result,
            () => stage.SetTag20Async(Input).Result,
            () => stage.Traced0Async(Input).Result,
            () => stage.Traced5Async(Input).Result,
            () => stage.Traced20Async(Input).Result);
    }

    /// <summary>The call that creates a stream. StreamBars measures the items, because their cost would hide the cost of the call.</summary>
    public static StageCalls Stream()
    {
        var stage = new StreamStage();
        return new(
            "stream",
            () => stage.PlainAsync(Input) is null ? 0 : 1,
            () => stage.BareAsync(Input) is null ? 0 : 1,
            () => stage.SetTag20Async(Input) is null ? 0 : 1,
            () => stage.Traced0Async(Input) is null ? 0 : 1,
            () => stage.Traced5Async(Input) is null ? 0 : 1,
            () => stage.Traced20Async(Input) is null ? 0 : 1);
    }
}
