using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>How each kind of span starts.</summary>
public class Starts
{
    [Fact]
    public void Stages_start_by_stage_or_by_name() => GeneratorTest.Emits("""
        public static class Names { public const string RateLimit = "rate \"limit\""; }

        public sealed partial class Endpoint
        {
            [TracedStage(LlmStage.PreCall)] private partial void Prepare();
            private void PrepareCore() { }

            [TracedStage(Names.RateLimit)] private partial void Limit();
            private void LimitCore() { }

            [TracedStage((LlmStage)42)] private partial void Unknown();
            private void UnknownCore() { }

            public void All() { Prepare(); Limit(); Unknown(); }
        }
        """);

    [Fact]
    public void Guardrails_start_with_name_mode_and_blocks_and_end_with_their_outcome() => GeneratorTest.Emits("""
        public interface IGuardrail { string Name { get; } int Version { get; } }
        public class Blocked<T> : Exception;
        public class PolicyException : Exception;

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            private partial ValueTask<GuardrailOutcome> ApplyAsync([GuardrailName(Path = "Name")] IGuardrail guardrail, string text);
            private ValueTask<GuardrailOutcome> ApplyCoreAsync(IGuardrail guardrail, string text) => new(GuardrailOutcome.Passed);

            [TracedGuardrail(GuardrailMode.DuringCall, Name = "pii", Blocks = [typeof(PolicyException), typeof(Blocked<>), typeof(Blocked<int>)])]
            [return: SpanTag("app.action", Path = "Action")]
            public partial Task<GuardrailOutcome?> ScanAsync();
            private Task<GuardrailOutcome?> ScanCoreAsync() => Task.FromResult<GuardrailOutcome?>(null);

            [TracedGuardrail(GuardrailMode.PostCall, Name = "ignored")]
            public partial GuardrailOutcome Check([GuardrailName] string name, [SpanTag("app.version", Path = "Version")] IGuardrail guardrail);
            private GuardrailOutcome CheckCore(string name, IGuardrail guardrail) => default;

            [TracedGuardrail(GuardrailMode.LoggingOnly)]
            public partial GuardrailOutcome? Watch();
            private GuardrailOutcome? WatchCore() => null;

            [TracedGuardrail(GuardrailMode.LoggingOnly)]
            public partial Task ObserveAsync();
            private Task ObserveCoreAsync() => Task.CompletedTask;

            public void All(IGuardrail guardrail) => _ = ApplyAsync(guardrail, "");
        }
        """);

    [Fact]
    public void Guardrails_with_their_own_result_type_end_with_the_outcome_of_its_members() => GeneratorTest.Emits("""
        public struct Verdict { public bool IsBlocked; public bool? IsMasked { get; init; } }
        public sealed record Rewrite(bool Changed, Dictionary<string, int>? Counts);
        public class Answer
        {
            public bool Blocked;
            public Rewrite? Rewrite { get; init; }
            public int Count { get; init; }
            public int? MaybeCount { get; init; }
            public string[] Array { get; init; } = [];
            public ImmutableArray<string> Categories { get; init; }
        }

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(Blocked = "IsBlocked", Masked = "IsMasked")]
            public partial Verdict Decide();
            private Verdict DecideCore() => default;

            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(Masked = "Rewrite.Changed", MaskedEntities = "Rewrite.Counts", Blocked = "Blocked", ViolationCategories = "Categories"), SpanTag("app.count", Path = "Count")]
            public partial Task<Answer?> AskAsync();
            private Task<Answer?> AskCoreAsync() => Task.FromResult<Answer?>(null);

            [TracedGuardrail(GuardrailMode.PostCall)]
            [return: GuardrailResult(Blocked = "Blocked", MaskedEntities = "MaybeCount", ViolationCategories = "Array")]
            public partial ValueTask<Answer> CheckAsync();
            private ValueTask<Answer> CheckCoreAsync() => new(new Answer());

            [TracedGuardrail(GuardrailMode.LoggingOnly)]
            [return: GuardrailResult(Masked = "IsMasked")]
            public partial Task<Verdict?> WatchAsync();
            private Task<Verdict?> WatchCoreAsync() => Task.FromResult<Verdict?>(null);
        }
        """);

    [Fact]
    public void Guardrails_that_return_a_bool_or_an_enumeration_compare_it() => GeneratorTest.Emits("""
        public enum Decision { Allow, Deny, Redact = 7 }
        public record Verdict(bool Allowed, bool? Passed, Decision Decision, Decision? Rewrite);

        public sealed partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(BlockedWhen = false)]
            public partial bool IsAllowed(string text);
            private bool IsAllowedCore(string text) => true;

            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(BlockedWhen = true)]
            public partial Task<bool> IsBlockedAsync(string text);
            private Task<bool> IsBlockedCoreAsync(string text) => Task.FromResult(true);

            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(BlockedWhen = false)]
            public partial ValueTask<bool?> MayPassAsync(string text);
            private ValueTask<bool?> MayPassCoreAsync(string text) => new((bool?)null);

            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(BlockedWhen = Decision.Deny, MaskedWhen = Decision.Redact)]
            public partial Task<Decision> DecideAsync(string text);
            private Task<Decision> DecideCoreAsync(string text) => Task.FromResult(Decision.Allow);

            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(Blocked = "Allowed", BlockedWhen = false)]
            public partial Verdict Judge(string text);
            private Verdict JudgeCore(string text) => null!;

            [TracedGuardrail(GuardrailMode.PreCall)]
            [return: GuardrailResult(Blocked = "Decision", BlockedWhen = (Decision)3, Masked = "Rewrite", MaskedWhen = Decision.Redact)]
            public partial Task<Verdict> WeighAsync(string text);
            private Task<Verdict> WeighCoreAsync(string text) => Task.FromResult<Verdict>(null!);
        }
        """);

    [Fact]
    public void Calls_that_are_not_recorded_are_counted_by_model_group_and_kind() => GeneratorTest.Emits("""
        public enum Kind { Initial, Retry }
        public record Deployment(string Model, Uri? Group, int Number);

        public sealed partial class Client
        {
            [TracedLlmCall]
            public partial ValueTask<string> AskAsync(
                [SpanTag(LiteLlm.ProviderModel, Path = "Model"), SpanTag(LiteLlm.ModelGroup, Path = "Model")] Deployment? deployment,
                [SpanTag(LiteLlm.AttemptKind)] Kind kind);
            private ValueTask<string> AskCoreAsync(Deployment? deployment, Kind kind) => new("");

            [TracedLlmCall]
            public partial string? Call([SpanTag(LiteLlm.ModelGroup, Path = "Group")] Deployment deployment, [SpanTag(LiteLlm.ModelGroup)] string call);
            private string? CallCore(Deployment deployment, string call) => null;

            [TracedLlmCall]
            public partial ref readonly int Number([SpanTag(LiteLlm.ModelGroup, Path = "Number")] Deployment? deployment);
            private ref readonly int NumberCore(Deployment? deployment) => throw new NotSupportedException();
        }
        """);

    [Fact]
    public void Calls_start_with_their_model_and_read_it_once() => GeneratorTest.Emits("""
        public enum Provider { OpenAI, Anthropic }
        public record Deployment(string Model, Provider Provider, string Id);
        public record Request(string Model);

        public sealed partial class Client
        {
            [TracedLlmCall]
            public partial Task<string> CompleteAsync(
                [SpanTag(GenAi.ProviderName, Path = "Provider"), SpanTag(LiteLlm.ProviderModel, Path = "Model"), SpanTag(LiteLlm.DeploymentId, Path = "Id")] Deployment deployment,
                [SpanTag(GenAi.RequestModel, Path = "Model")] Request request,
                CancellationToken ct);
            private Task<string> CompleteCoreAsync(Deployment deployment, Request request, CancellationToken ct) => Task.FromResult("");

            [TracedLlmCall(Operation = "embeddings")]
            public partial Task<string> EmbedAsync([SpanTag(GenAi.RequestModel)] string model, [SpanTag(LiteLlm.ModelGroup)] string? group);
            private Task<string> EmbedCoreAsync(string model, string? group) => Task.FromResult("");

            [TracedLlmCall(Operation = "rerank")]
            public partial void Rerank();
            private void RerankCore() { }

            [TracedLlmCall]
            public partial void Number([SpanTag(LiteLlm.ProviderModel)] int model);
            private void NumberCore(int model) { }
        }
        """);

    [Fact]
    public void Routes_put_their_attributes_on_the_root_and_the_request() => GeneratorTest.Emits("""
        public sealed partial class Endpoint
        {
            [TracedLlmRoute(LlmApi.Messages)]
            [return: SpanTag("app.result")]
            public partial Task<string> HandleAsync([SpanTag("app.tenant")] string tenant, [SpanTag(LiteLlm.TeamId)] string team, [SpanTag(GenAi.RequestModel)] string model);
            private Task<string> HandleCoreAsync(string tenant, string team, string model) => Task.FromResult("");

            [TracedLlmRoute]
            public partial void Bare();
            private void BareCore() { }
        }
        """);

    [Fact]
    public void A_route_that_is_not_partial_is_left_alone()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("""
            public sealed class Endpoint
            {
                [TracedLlmRoute]
                public Task HandleAsync() => Task.CompletedTask;
            }
            """));

        Assert.Empty(generated.Result.GeneratedSources);
        Assert.Empty(generated.Reported);
        Assert.Empty(generated.CompilerDiagnostics);
    }

    [Fact]
    public void Long_starts_are_broken_into_lines() => GeneratorTest.Emits("""
        public sealed partial class Endpoint
        {
            [TracedStage("many")]
            private partial void Many(
                [SpanTag("app.some.rather.long.name.one")] string one,
                [SpanTag("app.some.rather.long.name.two")] string two,
                [SpanTag("app.some.rather.long.name.three")] string three,
                [SpanTag("app.some.rather.long.name.four")] string four);
            private void ManyCore(string one, string two, string three, string four) { }
            public void All() => Many("", "", "", "");
        }
        """);
}
