using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Spans.WrongTagPath>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3007 of <c>[GuardrailResult]</c>.</summary>
public class WrongResultPathTests
{
    private const string Types = """

        public record Rewrite(bool? Masked, Dictionary<string, int> Counts, Dictionary<string, long> Wide, IReadOnlyDictionary<string, int>? ReadOnly);
        public class Verdict
        {
            public bool Blocks { get; set; }
            public string Blocked => "yes";
            public Rewrite? Rewrite { get; set; }
            public int Count;
            public long Long;
            public string[] Categories => [];
            public List<string> List => [];
            public int[] Numbers => [];
            public IEnumerable<string> Lazy => [];
            private bool Secret => true;
            public Decision Decision;
        }
        public enum Decision { Allow, Deny }
        """;

    [Theory]
    [InlineData("{|#0:Blocked = \"Nope\"|}", "'Verdict' has no property or field 'Nope'")]
    [InlineData("{|#0:Blocked = \"Secret\"|}", "'Secret' of 'Verdict' is not accessible or not readable here; name a readable member")]
    [InlineData("{|#0:Blocked = \"Blocked\"|}", "'string' is not a bool; name a member of such a type")]
    [InlineData("Blocked = \"Blocks\", {|#0:Masked = \"Rewrite\"|}", "'Rewrite?' is not a bool; name a member of such a type")]
    [InlineData("{|#0:Blocked = \"Decision\"|}", "'Decision' is not a bool; set BlockedWhen to the value of 'Decision' that means it")]
    [InlineData("{|#0:Blocked = \"Decision\"|}, BlockedWhen = true", "'Decision' is not a bool; set BlockedWhen to the value of 'Decision' that means it")]
    [InlineData("{|#0:Masked = \"Decision\"|}, MaskedWhen = DayOfWeek.Monday", "'Decision' is not a bool; set MaskedWhen to the value of 'Decision' that means it")]
    [InlineData("{|#0:Blocked = \"Blocks\"|}, BlockedWhen = Decision.Deny", "'bool' is not an enumeration; name a member of such a type")]
    [InlineData("{|#0:BlockedWhen = false|}", "'Verdict?' is not a bool; name a member of such a type")]
    [InlineData("{|#0:BlockedWhen = Decision.Deny|}", "'Verdict?' is not an enumeration; name a member of such a type")]
    [InlineData("{|#0:Masked = \"Rewrite.Count\"|}", "'Rewrite' has no property or field 'Count'")]
    [InlineData("Blocked = \"Blocks\", {|#0:MaskedEntities = \"Long\"|}", "'long' is not an int or an IReadOnlyDictionary<string, int>; name a member of such a type")]
    [InlineData("Blocked = \"Blocks\", {|#0:MaskedEntities = \"Rewrite.Wide\"|}", "'Dictionary<string, long>' is not an int or an IReadOnlyDictionary<string, int>; name a member of such a type")]
    [InlineData("Blocked = \"Blocks\", {|#0:Reason = \"Numbers\"|}", "'int[]' is not a string; name a member of such a type")]
    [InlineData("Blocked = \"Blocks\", {|#0:ViolationCategories = \"Numbers\"|}", "'int[]' is not a counted collection of strings; name a member of such a type")]
    [InlineData("Blocked = \"Blocks\", {|#0:ViolationCategories = \"Lazy\"|}", "'IEnumerable<string>' is not a counted collection of strings; name a member of such a type")]
    [InlineData("Blocked = \"Blocks\", {|#0:ViolationCategories = \"Blocked\"|}", "'string' is not a counted collection of strings; name a member of such a type")]
    public Task A_path_to_a_missing_member_or_a_wrong_type(string arguments, string reason) => VerifyAsync($"GuardrailResult({arguments})", reason);

    [Theory]
    [InlineData("{|#0:GuardrailResult|}")]
    [InlineData("{|#0:GuardrailResult(MaskedEntities = \"Count\")|}")]
    [InlineData("{|#0:GuardrailResult(Blocked = null)|}")]
    public Task An_attribute_without_Blocked_and_Masked(string attribute) => VerifyAsync(attribute, "it sets neither Blocked nor Masked; set one of them, or BlockedWhen for a bool or an enumeration");

    [Theory]
    [InlineData("Blocked = \"Blocks\"")]
    [InlineData("Masked = \"Rewrite.Masked\"")]
    [InlineData("Blocked = \"Blocks\", BlockedWhen = false")]
    [InlineData("Blocked = \"Decision\", BlockedWhen = Decision.Deny, Masked = \"Rewrite.Masked\", MaskedWhen = true")]
    [InlineData("Blocked = nameof(Verdict.Blocks), Masked = \"Rewrite.Masked\", MaskedEntities = \"Count\", ViolationCategories = \"Categories\"")]
    [InlineData("Masked = \"Rewrite.Masked\", MaskedEntities = \"Rewrite.Counts\", ViolationCategories = \"List\"")]
    [InlineData("Masked = \"Rewrite.Masked\", MaskedEntities = \"Rewrite.ReadOnly\"")]
    [InlineData("Masked = \"Rewrite.Masked\", MaskedEntities = \"Rewrite.Counts.Count\"")]
    public Task Leaves_paths_alone(string arguments) => Verify.VerifyAnalyzerAsync(Guardrail($"GuardrailResult({arguments})"));

    [Theory]
    [InlineData("[TracedStage(\"x\")] [return: {|#0:GuardrailResult(Blocked = \"Blocks\")|}] public partial Verdict Run(); Verdict RunCore() => null!;", "the method is not a [TracedGuardrail]; remove the attribute")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] [return: {|#0:GuardrailResult(Blocked = \"Blocks\")|}] public partial Task Run(); Task RunCore() => null!;", "the method returns no value; remove the attribute")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] [return: {|#0:GuardrailResult(Blocked = \"Blocks\")|}] public partial IEnumerable<Verdict> Run(); IEnumerable<Verdict> RunCore() => null!;", "a sequence has no single value; remove the attribute")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] [return: {|#0:GuardrailResult(Blocked = \"Action\")|}] public partial Task<GuardrailOutcome?> Run(); Task<GuardrailOutcome?> RunCore() => null!;", "the method returns a GuardrailOutcome, which holds the decision; remove the attribute")]
    [InlineData("[return: {|#0:GuardrailResult(Blocked = \"Blocks\")|}] public Verdict Run() => null!;", "it is not on a traced method; move it to one")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] public partial Verdict Run(); [return: {|#0:GuardrailResult(Blocked = \"Blocks\")|}] Verdict RunCore() => null!;", "it is not on a traced method; move it to one")]
    public Task An_attribute_without_a_reader(string members, string reason) => Verify.VerifyAnalyzerAsync(
        $"partial class C {{ {members} }}{Types}", Verify.Diagnostic().WithLocation(0).WithMessage($"[GuardrailResult] has no effect: {reason}"));

    private static Task VerifyAsync(string attribute, string reason) => Verify.VerifyAnalyzerAsync(
        Guardrail(attribute), Verify.Diagnostic().WithLocation(0).WithMessage($"[GuardrailResult] has no effect: {reason}"));

    private static string Guardrail(string attribute) =>
        $"partial class C {{ [TracedGuardrail(GuardrailMode.PreCall)] [return: {attribute}] private partial ValueTask<Verdict?> RunAsync(); private ValueTask<Verdict?> RunCoreAsync() => default; }}{Types}";
}
