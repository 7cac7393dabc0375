using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Methods;

/// <summary>A stage that returns a task, completed unless <see cref="Completion"/> is set.</summary>
internal sealed partial class TaskStage
{
    private static readonly Task<int> Done = Task.FromResult(4821);

    /// <summary>Completes the task of the next calls.</summary>
    public TaskCompletionSource<int>? Completion { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public Task<int> PlainAsync(StageInput input) => Completion?.Task ?? Done;

    /// <summary>The smallest code written by hand: only <c>StartActivity</c>.</summary>
    public Task<int> BareAsync(StageInput input)
    {
        using var activity = HandWritten.Start();
        return PlainAsync(input);
    }

    public async Task<int> SetTag0Async(StageInput input)
    {
        using var activity = HandWritten.Start();
        return await PlainAsync(input).ConfigureAwait(false);
    }

    public async Task<int> SetTag5Async(StageInput input)
    {
        using var activity = HandWritten.StartAndSet5(input);
        return await PlainAsync(input).ConfigureAwait(false);
    }

    public async Task<int> SetTag20Async(StageInput input)
    {
        using var activity = HandWritten.StartAndSet20(input);
        return await PlainAsync(input).ConfigureAwait(false);
    }

    public async Task<int> CreationTags5Async(StageInput input)
    {
        using var activity = HandWritten.StartWith5(input);
        return await PlainAsync(input).ConfigureAwait(false);
    }

    public async Task<int> CreationTags20Async(StageInput input)
    {
        using var activity = HandWritten.StartWith20(input);
        return await PlainAsync(input).ConfigureAwait(false);
    }

    [TracedStage("stage")]
    public partial Task<int> Traced0Async(StageInput input);

    [TracedStage("stage")]
    public partial Task<int> Traced5Async(
        [SpanTag("app.tenant", Path = nameof(StageInput.Tenant))]
        [SpanTag("app.region", Path = nameof(StageInput.Region))]
        [SpanTag("app.deployment", Path = nameof(StageInput.Deployment))]
        [SpanTag("app.prompt.length", Path = nameof(StageInput.PromptLength))]
        [SpanTag("app.streaming", Path = nameof(StageInput.IsStreaming))]
        StageInput input);

    [TracedStage("stage")]
    public partial Task<int> Traced20Async(
        [SpanTag("app.tenant", Path = nameof(StageInput.Tenant))]
        [SpanTag("app.region", Path = nameof(StageInput.Region))]
        [SpanTag("app.deployment", Path = nameof(StageInput.Deployment))]
        [SpanTag("app.prompt.length", Path = nameof(StageInput.PromptLength))]
        [SpanTag("app.streaming", Path = nameof(StageInput.IsStreaming))]
        [SpanTag("app.client", Path = nameof(StageInput.Client))]
        [SpanTag("app.feature", Path = nameof(StageInput.Feature))]
        [SpanTag("app.tier", Path = nameof(StageInput.Tier))]
        [SpanTag("app.cache.key", Path = nameof(StageInput.CacheKey))]
        [SpanTag("app.cache.ttl", Path = nameof(StageInput.CacheTtl))]
        [SpanTag("app.policy", Path = nameof(StageInput.Policy))]
        [SpanTag("app.policy.version", Path = nameof(StageInput.PolicyVersion))]
        [SpanTag("app.budget", Path = nameof(StageInput.Budget))]
        [SpanTag("app.currency", Path = nameof(StageInput.Currency))]
        [SpanTag("app.priority", Path = nameof(StageInput.Priority))]
        [SpanTag("app.queue", Path = nameof(StageInput.Queue))]
        [SpanTag("app.session", Path = nameof(StageInput.Session))]
        [SpanTag("app.experiment", Path = nameof(StageInput.Experiment))]
        [SpanTag("app.internal", Path = nameof(StageInput.IsInternal))]
        [SpanTag("app.language", Path = nameof(StageInput.Language))]
        StageInput input);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<int> Traced0CoreAsync(StageInput input) => Completion?.Task ?? Done;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<int> Traced5CoreAsync(StageInput input) => Completion?.Task ?? Done;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<int> Traced20CoreAsync(StageInput input) => Completion?.Task ?? Done;
}
