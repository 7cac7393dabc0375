using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>Traced methods of every return type; each runs what it is given.</summary>
internal sealed partial class TracedSample
{
    /// <summary>Whose spans stand for what a body does: a database, a cache.</summary>
    public static readonly ActivitySource Source = new("TracedLlm.Generators.Tests");

    [TracedStage("void")]
    public partial void Void(Action body);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void VoidCore(Action body) => body();

    [TracedStage("value")]
    [return: SpanTag("app.result")]
    public partial int Value([SpanTag("app.given")] int given, Func<int, int> body);

    private static int ValueCore(int given, Func<int, int> body) => body(given);

    [TracedStage("task")]
    public partial Task TaskAsync(Func<Task> body);

    private static Task TaskCoreAsync(Func<Task> body) => body();

    [TracedStage("task of T")]
    [return: SpanTag("app.length", Path = "Length")]
    public partial Task<string?> TaskOfTAsync(Func<Task<string?>> body);

    private static Task<string?> TaskOfTCoreAsync(Func<Task<string?>> body) => body();

    [TracedStage("value task")]
    public partial ValueTask ValueTaskAsync(Func<ValueTask> body);

    private static ValueTask ValueTaskCoreAsync(Func<ValueTask> body) => body();

    [TracedStage("value task of T")]
    [return: SpanTag("app.length", Path = "Length")]
    public partial ValueTask<string?> ValueTaskOfTAsync(Func<ValueTask<string?>> body);

    private static ValueTask<string?> ValueTaskOfTCoreAsync(Func<ValueTask<string?>> body) => body();

    [TracedLlmCall(Operation = "response")]
    public partial HttpResponseMessage Response(Func<HttpResponseMessage> body);

    private static HttpResponseMessage ResponseCore(Func<HttpResponseMessage> body) => body();

    [TracedLlmCall(Operation = "task of response")]
    public partial Task<HttpResponseMessage> ResponseAsync(Func<Task<HttpResponseMessage>> body);

    private static Task<HttpResponseMessage> ResponseCoreAsync(Func<Task<HttpResponseMessage>> body) => body();

    [TracedLlmCall(Operation = "value task of response")]
    public partial ValueTask<HttpResponseMessage> ResponseValueAsync(Func<ValueTask<HttpResponseMessage>> body);

    private static ValueTask<HttpResponseMessage> ResponseValueCoreAsync(Func<ValueTask<HttpResponseMessage>> body) => body();

    [TracedStage("async sequence")]
    public partial IAsyncEnumerable<int> ItemsAsync(Func<IAsyncEnumerable<int>> body);

    private static IAsyncEnumerable<int> ItemsCoreAsync(Func<IAsyncEnumerable<int>> body) => body();

    [TracedStage("sequence")]
    public partial IEnumerable<int> Items(Func<IEnumerable<int>> body);

    private static IEnumerable<int> ItemsCore(Func<IEnumerable<int>> body) => body();

    [TracedGuardrail(GuardrailMode.PreCall, Name = "pii", Blocks = [typeof(TimeoutException)])]
    public partial ValueTask<GuardrailOutcome> GuardAsync(Func<ValueTask<GuardrailOutcome>> body);

    private static ValueTask<GuardrailOutcome> GuardCoreAsync(Func<ValueTask<GuardrailOutcome>> body) => body();

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(Blocked = "Blocks", Masked = "Rewrite.IsMasked", MaskedEntities = "Rewrite.Counts", ViolationCategories = "Categories", Reason = "Why")]
    public partial Task<Verdict?> JudgeAsync(Func<Task<Verdict?>> body);

    private static Task<Verdict?> JudgeCoreAsync(Func<Task<Verdict?>> body) => body();

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(Blocked = "Blocks", MaskedEntities = "Rewrite.Counts", Masked = "Rewrite.IsMasked")]
    public partial Verdict? Judge(Func<Verdict?> body);

    private static Verdict? JudgeCore(Func<Verdict?> body) => body();

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(Blocked = "Blocks")]
    public partial ValueTask<Verdict?> JudgeValueAsync(Func<ValueTask<Verdict?>> body);

    private static ValueTask<Verdict?> JudgeValueCoreAsync(Func<ValueTask<Verdict?>> body) => body();

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(BlockedWhen = false)]
    public partial bool IsAllowed(Func<bool> body);

    private static bool IsAllowedCore(Func<bool> body) => body();

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(BlockedWhen = DayOfWeek.Friday, MaskedWhen = DayOfWeek.Monday)]
    public partial Task<DayOfWeek?> ChooseAsync(Func<Task<DayOfWeek?>> body);

    private static Task<DayOfWeek?> ChooseCoreAsync(Func<Task<DayOfWeek?>> body) => body();

    [TracedLlmRoute(LlmApi.ChatCompletions)]
    public partial Task<string> HandleAsync([SpanTag("app.tenant")] string tenant, [SpanTag(GenAi.RequestModel)] string model, Func<Task> body);

    private static async Task<string> HandleCoreAsync(string tenant, string model, Func<Task> body)
    {
        await body();
        return $"{tenant}/{model}";
    }

    [TracedStage(LlmStage.Auth)]
    [return: SpanTag(LiteLlm.ApiKeyAlias), SpanTag(GenAi.RequestModel)]
    public partial Task<string> AuthenticateAsync([SpanTag(LiteLlm.TeamId)] string team, [SpanTag(LiteLlm.ModelGroup)] string group);

    private static Task<string> AuthenticateCoreAsync(string team, string group) => Task.FromResult($"{team}-{group}");
}
