using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Spans.UntracedDecision, TracedLlm.CodeFixes.Spans.UntracedDecisionFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3010, <see cref="UntracedDecision"/> and <see cref="UntracedDecisionFix"/>.</summary>
public class UntracedDecisionTests
{
    private const string Types = """

        namespace Policies
        {
            public enum Decision { Allow, Deny, Redact }
            public enum Level { Low, High }
            public record Verdict(bool IsBlocked, bool IsMasked, string? Reason);
            public class Check { public bool? Allowed { get; init; } public string? Reason { get; init; } }
            public struct Review { public Decision Action; }
            public interface IAnswer { bool Passed { get; } }
            public record RiskVerdict(double Score);
            public record Rewrite(string Text, int Count);
            public record LeakReport(bool Leaks, int Scanned);
            public record Moderation(bool Flagged, string[] Categories);
            public record Mixed(bool NotAllowed, Level Level);
            public record Derived(string Text) : Verdict(false, false, null);
        }
        """;

    [Theory]
    [InlineData("bool", "IsAllowed", "BlockedWhen = false")]
    [InlineData("bool?", "MayPass", "BlockedWhen = false")]
    [InlineData("Task<bool>", "IsBlockedAsync", "BlockedWhen = true")]
    [InlineData("ValueTask<bool>", "ViolatesPolicyAsync", "BlockedWhen = true")]
    [InlineData("Task<bool>", "MaskedAsync", "MaskedWhen = true")]
    [InlineData("Task<Decision>", "DecideAsync", "BlockedWhen = Decision.Deny, MaskedWhen = Decision.Redact")]
    [InlineData("Task<Verdict>", "JudgeAsync", "Blocked = \"IsBlocked\", Masked = \"IsMasked\"")]
    [InlineData("ValueTask<Derived?>", "JudgeAsync", "Blocked = \"IsBlocked\", Masked = \"IsMasked\"")]
    [InlineData("Check", "Check", "Blocked = \"Allowed\", BlockedWhen = false")]
    [InlineData("Review", "Check", "Blocked = \"Action\", BlockedWhen = Decision.Deny, Masked = \"Action\", MaskedWhen = Decision.Redact")]
    [InlineData("IAnswer", "Check", "Blocked = \"Passed\", BlockedWhen = false")]
    [InlineData("ValueTask<Moderation>", "ModerateAsync", "Blocked = \"Flagged\"")]
    [InlineData("(bool Denied, string Reason)", "Check", "Blocked = \"Denied\"")]
    [InlineData("Task<(bool Ok, string? Reason)>", "CheckAsync", "Blocked = \"Ok\", BlockedWhen = false")]
    public Task Reads_the_decision_where_names_say_it(string type, string method, string arguments) => Verify.VerifyCodeFixAsync(
        Guardrail($"public partial {type} [|{method}|](string text);", type, method),
        Guardrail($"[return: GuardrailResult({arguments})]\n    public partial {type} {method}(string text);", type, method));

    [Theory]
    [InlineData("bool", "Check")]
    [InlineData("Task<bool>", "ContainsPiiAsync")]
    [InlineData("Task<bool>", "IsNotAllowedAsync")]
    [InlineData("Task<Level>", "RateAsync")]
    [InlineData("RiskVerdict", "Judge")]
    [InlineData("Mixed", "Check")]
    [InlineData("Task<LeakReport>", "FindLeaksAsync")]
    public Task Reports_without_a_fix_where_names_do_not_say_it(string type, string method)
    {
        var code = Guardrail($"public partial {type} [|{method}|](string text);", type, method);
        return Verify.VerifyCodeFixAsync(code, code);
    }

    [Theory]
    [InlineData("void", "Check")]
    [InlineData("Task", "CheckAsync")]
    [InlineData("string", "IsBlocked")]
    [InlineData("Task<string?>", "MaskAsync")]
    [InlineData("GuardrailOutcome", "Check")]
    [InlineData("Task<GuardrailOutcome?>", "CheckAsync")]
    [InlineData("ValueTask<Rewrite>", "RewriteAsync")]
    [InlineData("int", "Count")]
    [InlineData("Task<HttpResponseMessage>", "AskAsync")]
    [InlineData("System.Net.HttpStatusCode", "Check")]
    [InlineData("Task<Dictionary<string, bool>>", "CheckAsync")]
    [InlineData("IEnumerable<bool>", "Check")]
    [InlineData("IAsyncEnumerable<Verdict>", "CheckAsync")]
    public Task Leaves_other_results_alone(string type, string method) => Verify.VerifyAnalyzerAsync(Guardrail($"public partial {type} {method}(string text);", type, method));

    [Theory]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] [return: GuardrailResult(BlockedWhen = true)] public partial bool IsBlocked(); bool IsBlockedCore() => true;")]
    [InlineData("[TracedStage(\"check\")] public partial bool IsBlocked(); bool IsBlockedCore() => true;")]
    [InlineData("public bool IsBlocked() => true;")]
    [InlineData("public partial bool IsBlocked(); public partial bool IsBlocked() => true;")]
    public Task Leaves_other_methods_alone(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ {members} }}");

    // A bool whose name says nothing may be data.
    [Theory]
    [InlineData("bool", "Check", "Warning")]
    [InlineData("RiskVerdict", "Judge", "Warning")]
    [InlineData("LeakReport", "FindLeaks", "Info")]
    [InlineData("Mixed", "Check", "Info")]
    public async Task Is_a_warning_where_the_result_is_a_decision(string type, string method, string severity)
    {
        var test = new RuleTest<UntracedDecision> { TestCode = Guardrail($"public partial {type} {method}(string text);", type, method) };

        var found = Assert.Single(await test.GetFindingsAsync(), static finding => finding.Diagnostic.Id == "TLM3010");
        Assert.Equal(severity, found.Diagnostic.Severity.ToString());
    }

    [Fact]
    public Task Leaves_a_rewritten_request_alone() => Verify.VerifyAnalyzerAsync("""
        record ChatRequest(string Model, bool Stream);
        partial class Guardrails
        {
            [TracedGuardrail(GuardrailMode.PreCall)] public partial Task<ChatRequest> CleanAsync(ChatRequest request);
            private Task<ChatRequest> CleanCoreAsync(ChatRequest request) => Task.FromResult(request with { Model = "m" });
        }
        """);

    [Fact]
    public Task Says_the_repair() => Verify.VerifyAnalyzerAsync(
        Guardrail("public partial Task<Decision> {|#0:DecideAsync|}(string text);", "Task<Decision>", "DecideAsync"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "The decision of 'DecideAsync' is not traced, because nothing reads it from 'Decision'; add '[return: GuardrailResult(BlockedWhen = Decision.Deny, MaskedWhen = Decision.Redact)]' or return a GuardrailOutcome"));

    [Fact]
    public Task Fixes_all_in_one_pass() => new RuleFixTest<UntracedDecision, UntracedDecisionFix>
    {
        TestCode = "partial class C\n{\n    /// <summary>One.</summary>\n    [TracedGuardrail(GuardrailMode.PreCall)] public partial bool [|IsBlocked|]();\n    bool IsBlockedCore() => true;\n\n    [TracedGuardrail(GuardrailMode.PreCall)]\n    public partial bool [|IsAllowed|]();\n    bool IsAllowedCore() => true;\n}\n",
        FixedCode = "partial class C\n{\n    /// <summary>One.</summary>\n    [TracedGuardrail(GuardrailMode.PreCall)][return: GuardrailResult(BlockedWhen = true)] public partial bool IsBlocked();\n    bool IsBlockedCore() => true;\n\n    [TracedGuardrail(GuardrailMode.PreCall)]\n    [return: GuardrailResult(BlockedWhen = false)]\n    public partial bool IsAllowed();\n    bool IsAllowedCore() => true;\n}\n",
    }.RunAsync();

    private static string Guardrail(string declaration, string type, string method)
    {
        var core = method.EndsWith("Async", StringComparison.Ordinal) ? method[..^5] + "CoreAsync" : method + "Core";
        return $"using Policies;\n\npartial class Guardrails\n{{\n    [TracedGuardrail(GuardrailMode.PreCall)]\n    {declaration}\n\n    private {type} {core}(string text) => throw new TimeoutException();\n}}\n{Types}";
    }
}
