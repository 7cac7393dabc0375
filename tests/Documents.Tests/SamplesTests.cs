using TracedLlm.Documents.Tests.Samples;

namespace TracedLlm.Documents.Tests;

/// <summary>The C# code of the README and of the pages compiles against the packages, and no rule has a finding in it.</summary>
public sealed class SamplesTests
{
    private static readonly IReadOnlyList<Sample> All = SamplePages.ReadAll();

    public static TheoryData<string> Samples => [.. All.Select(sample => sample.ToString())];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_sample_compiles(string place)
    {
        var findings = await new SampleTest(All.Single(sample => sample.ToString() == place)).GetFindingsAsync();

        Assert.Equal([], findings.Select(finding => $"{finding.Diagnostic.Location.GetMappedLineSpan()}: {finding.Diagnostic.Id} {finding.Diagnostic.GetMessage(null)}"));
    }

    [Fact]
    public async Task Wrong_code_is_found_at_its_line()
    {
        var findings = await new SampleTest(new Sample("docs/page.md", 40, "var trace = LlmTrace.Current!;\ntrace.SetCosts(1);\n")).GetFindingsAsync();

        var finding = Assert.Single(findings);
        Assert.Equal("CS1061", finding.Diagnostic.Id);
        Assert.Equal(("docs/page.md", 40), (finding.Diagnostic.Location.GetMappedLineSpan().Path, finding.Diagnostic.Location.GetMappedLineSpan().StartLinePosition.Line));
    }

    [Fact]
    public async Task A_finding_of_a_rule_counts()
    {
        var findings = await new SampleTest(new Sample("docs/page.md", 40, "[TracedStage(\"count\")]\nprivate void Count() { }\n")).GetFindingsAsync();

        Assert.Equal("TLM3001", Assert.Single(findings).Diagnostic.Id);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/by-hand.md")]
    [InlineData("docs/tenants.md")]
    public void The_samples_of_a_page_are_found(string page) => Assert.Contains(All, sample => sample.Page == page);
}
