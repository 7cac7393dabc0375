using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Methods;

/// <summary>A stage that returns when it is done.</summary>
internal sealed partial class SyncStage
{

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Plain(StageInput input) => input.PromptLength;

    /// <summary>The smallest code written by hand: only <c>StartActivity</c>.</summary>
    public int Bare(StageInput input)
    {
        using var activity = HandWritten.Start();
        return Plain(input);
    }

    public int SetTag0(StageInput input)
    {
        using var activity = HandWritten.Start();
        return Plain(input);
    }

    public int SetTag5(StageInput input)
    {
        using var activity = HandWritten.StartAndSet5(input);
        return Plain(input);
    }

    public int SetTag20(StageInput input)
    {
        using var activity = HandWritten.StartAndSet20(input);
        return Plain(input);
    }

    public int CreationTags5(StageInput input)
    {
        using var activity = HandWritten.StartWith5(input);
        return Plain(input);
    }

    public int CreationTags20(StageInput input)
    {
        using var activity = HandWritten.StartWith20(input);
        return Plain(input);
    }

    [TracedStage("stage")]
    public partial int Traced0(StageInput input);

    [TracedStage("stage")]
    public partial int Traced5(
        [SpanTag("app.tenant", Path = nameof(StageInput.Tenant))]
        [SpanTag("app.region", Path = nameof(StageInput.Region))]
        [SpanTag("app.deployment", Path = nameof(StageInput.Deployment))]
        [SpanTag("app.prompt.length", Path = nameof(StageInput.PromptLength))]
        [SpanTag("app.streaming", Path = nameof(StageInput.IsStreaming))]
        StageInput input);

    [TracedStage("stage")]
    public partial int Traced20(
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
    private int Traced0Core(StageInput input) => input.PromptLength;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Traced5Core(StageInput input) => input.PromptLength;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Traced20Core(StageInput input) => input.PromptLength;
}
