namespace TracedLlm.Allocations.Tests;

/// <summary>Calls of a provider in every form that may return at once, each beside one that is not traced.</summary>
internal sealed partial class CountedCall
{
    private static readonly Task<int> Answer = Task.FromResult(1);
    private static readonly Task<HttpResponseMessage> Response = Task.FromResult(new HttpResponseMessage());
    private readonly TaskCompletionSource<int> _pending = new();

    public IReadOnlyList<Func<int>> Plain =>
        [() => AnswerCoreAsync("a").Result, () => ValueCoreAsync("a").Result, () => Status(ResponseCoreAsync("a").Result), () => SyncCore("a"), () => Pending(PendingCoreAsync("a"))];

    public IReadOnlyList<Func<int>> Traced =>
        [() => AnswerAsync("a").Result, () => ValueAsync("a").Result, () => Status(ResponseAsync("a").Result), () => Sync("a"), () => Pending(PendingAsync("a"))];

    [TracedLlmCall]
    public partial Task<int> AnswerAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private Task<int> AnswerCoreAsync(string group) => Answer;

    [TracedLlmCall]
    public partial ValueTask<int> ValueAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private ValueTask<int> ValueCoreAsync(string group) => new(group.Length);

    [TracedLlmCall]
    public partial Task<HttpResponseMessage> ResponseAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private Task<HttpResponseMessage> ResponseCoreAsync(string group) => Response;

    [TracedLlmCall]
    public partial int Sync([SpanTag(LiteLlm.ModelGroup)] string group);

    private int SyncCore(string group) => group.Length;

    [TracedLlmCall]
    public partial ValueTask<int> PendingAsync([SpanTag(LiteLlm.ModelGroup)] string group);

    private ValueTask<int> PendingCoreAsync(string group) => new(_pending.Task);

    private static int Status(HttpResponseMessage response) => (int)response.StatusCode;

    private static int Pending(ValueTask<int> pending) => pending.IsCompleted ? 1 : 0;
}
