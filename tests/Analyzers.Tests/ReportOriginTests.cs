using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests;

/// <summary>Either the generator or an analyzer reports a mistake, in editors and in builds.</summary>
public class ReportOriginTests
{
    [Theory]
    [InlineData("TLM3001 by Analyzer", "class C { [TracedStage(\"x\")] void Run() { } }")]
    [InlineData("TLM3001 by Analyzer", "partial class C { [TracedStage(\"x\")] void Run() { } }")]
    [InlineData("TLM3001 by Generator", "class C { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")]
    [InlineData("TLM3001 by Generator", "class C { [TracedStage(\"x\")] partial void Run(); void RunCore() { } }")]
    [InlineData("TLM3001 by Generator", "class C { partial class D { [TracedStage(\"x\")] partial void Run(); void RunCore() { } } }")]
    [InlineData("TLM3001 by Generator", "class C { void RunCore() { } } partial class C { [TracedStage(\"x\")] public partial void Run(); }")]
    [InlineData("TLM3002 by Analyzer", "partial class C { [TracedStage(\"x\")] public partial void Run(); }")]
    [InlineData("TLM3002 by Analyzer", "partial class C { [TracedStage(\"x\")] public partial int Run(); long RunCore() => 1; }")]
    [InlineData("TLM3002 by Analyzer", "partial class C { [TracedStage(\"x\")] public partial void Run(); public partial void Run() { } }")]
    [InlineData("TLM3002 by Generator", "partial class C { [TracedStage(\"x\")] public partial void Run() { } }")]
    [InlineData("TLM3003 by Analyzer", "partial class C { [TracedLlmCall] public partial Task<Stream> Run(); Task<Stream> RunCore() => null!; }")]
    [InlineData("TLM3003 by Analyzer", "abstract class C { [TracedLlmCall] public abstract void Run(); }")]
    [InlineData("TLM3003 by Generator", "abstract partial class C { [TracedLlmCall] public abstract partial void Run(); }")]
    [InlineData("TLM3003 by Generator", "partial class C { [TracedStage(\"x\")] partial int Run(); int RunCore() => 1; }")]
    [InlineData("TLM3007 by Analyzer", "partial class C { [TracedStage(\"x\")] public partial void Run([SpanTag(\"y\", Path = \"Nope\")] string a); void RunCore(string a) { } }")]
    [InlineData("TLM3007 by Analyzer", "class C { void Run([SpanTag(\"y\")] string a) { } }")]
    [InlineData("TLM3007 by Generator", "partial class U; partial class C { [TracedStage(\"x\")] public partial void Run([SpanTag(\"y\", Path = \"Nope\")] U a); void RunCore(U a) { } }")]
    [InlineData("TLM3009 by Analyzer", "[PayloadMap] class C { [PayloadField(\"a\")] public string? A { get; set; } }")]
    [InlineData("TLM3009 by Analyzer", "[PayloadMap] partial class C { [PayloadField(\"a\")] public decimal A { get; set; } }")]
    [InlineData("TLM1003 by Analyzer", "[PayloadMap] partial class C { [PayloadField(\"a\"), PayloadField(\"a\")] public string? A { get; set; } }")]
    public async Task A_mistake_is_reported_by_the_generator_or_by_an_analyzer(string expected, string source)
    {
        Assert.Equal([expected], await RulesIn(source, Audience.Editor));
        Assert.Equal([expected], await RulesIn(source, Audience.Build));
    }

    [Theory]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void Run([SpanTag(\"y\", Path = \"Length\")] string a); void RunCore(string a) { } }")]
    [InlineData("public class C { [TracedLlmRoute] public void Run() { } }")]
    public async Task Correct_code_is_not_reported(string source)
    {
        Assert.Empty(await RulesIn(source, Audience.Editor));
        Assert.Empty(await RulesIn(source, Audience.Build));
    }

    private static async Task<string[]> RulesIn(string source, Audience audience)
    {
        var findings = await new AllRulesTest { TestCode = source, Audience = audience }.GetFindingsAsync();
        return [.. findings.Where(finding => finding.Diagnostic.Id.StartsWith("TLM", StringComparison.Ordinal)).Select(finding => finding.ToString())];
    }
}
