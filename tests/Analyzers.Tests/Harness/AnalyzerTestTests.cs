using Microsoft.CodeAnalysis;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>The harness sees what it has to see: every test of a rule rests on that.</summary>
public class AnalyzerTestTests
{
    [Theory]
    [InlineData("class [|BadName|];")]
    [InlineData("class {|TEST1:BadName|};")]
    [InlineData("class [|BadOne|]; class Good; class [|BadTwo|];")]
    [InlineData("class C { int x = {|CS0029:\"text\"|}; }")]
    public Task Findings_announced_by_markup_are_accepted(string code) => new CSharpAnalyzerTest<BadNameAnalyzer> { TestCode = code }.RunAsync();

    [Theory]
    [InlineData("class [|Good|];", "Expected and not reported")]
    [InlineData("class BadName;", "Reported and not expected")]
    [InlineData("class [|Bad|]Name;", "Reported and not expected")]
    [InlineData("class {|TEST2:BadName|};", "TEST2")]
    [InlineData("class C { int x = \"text\"; }", "CS0029")]
    [InlineData("class C : Missing;", "CS0246")]
    [InlineData("class [|BadName;", "never ends")]
    public async Task Any_other_finding_fails_and_the_message_names_it(string code, string message)
    {
        var failure = await Assert.ThrowsAsync<VerificationException>(() => new CSharpAnalyzerTest<BadNameAnalyzer> { TestCode = code }.RunAsync());
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task An_expected_result_can_have_message_severity_and_location() => new CSharpAnalyzerTest<BadNameAnalyzer>
    {
        TestCode = "class {|#0:BadName|};",
        ExpectedDiagnostics = { new DiagnosticResult(BadNameAnalyzer.Rule).WithLocation(0).WithArguments("BadName") },
    }.RunAsync();

    [Fact]
    public async Task A_wrong_message_fails()
    {
        var test = new CSharpAnalyzerTest<BadNameAnalyzer>
        {
            TestCode = "class {|#0:BadName|};",
            ExpectedDiagnostics = { new DiagnosticResult("TEST1").WithLocation(0).WithMessage("something else") },
        };
        await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
    }

    [Fact]
    public Task Editorconfig_sets_options_and_severities() => new CSharpAnalyzerTest<BadNameAnalyzer>
    {
        TestCode = "class BadName; class {|#0:Ugly|};",
        TestState = { AnalyzerConfigFiles = { ("/.editorconfig", "root = true\n[*.cs]\ntest.prefix = Ugly\ndotnet_diagnostic.TEST1.severity = error\n") } },
        ExpectedDiagnostics = { new DiagnosticResult("TEST1", DiagnosticSeverity.Error).WithLocation(0) },
    }.RunAsync();

    [Fact]
    public Task A_pragma_silences_a_finding() => new CSharpAnalyzerTest<BadNameAnalyzer>
    {
        TestCode = "#pragma warning disable TEST1\nclass BadName;\n#pragma warning restore TEST1\nclass [|BadToo|];",
    }.RunAsync();

    [Fact]
    public Task Warnings_of_the_compiler_count_where_they_are_asked_for() => new CSharpAnalyzerTest<BadNameAnalyzer>
    {
        TestCode = "class C { string {|CS0169:{|CS8618:_x|}|}; }",
        CompilerDiagnostics = CompilerDiagnostics.Warnings,
    }.RunAsync();

    [Fact]
    public Task Aspnet_core_can_be_referenced() => new CSharpAnalyzerTest<BadNameAnalyzer>
    {
        TestCode = "class C { Microsoft.AspNetCore.Http.HttpContext? Http; System.Text.Json.JsonDocument? Json; }",
        ReferenceAssemblies = ReferenceAssemblies.Net.AspNetCore100,
    }.RunAsync();

    [Fact]
    public Task Generators_run_first_and_their_code_is_left_alone() => new CompletedTest
    {
        TestCode = "partial class Half { public partial int M(); } class [|BadName|];",
        FixedCode = "partial class Half { public partial int M(); } class GoodName;",
    }.RunAsync();

    [Fact]
    public async Task A_build_prints_no_analyzer_after_an_error_in_a_declaration()
    {
        const string Code = "partial class C { public partial void {|CS8795:M|}(); } class ";

        await new CSharpAnalyzerTest<BadNameAnalyzer> { TestCode = $"{Code}[|BadName|];", Audience = Audience.Editor }.RunAsync();
        await new CSharpAnalyzerTest<BadNameAnalyzer> { TestCode = $"{Code}BadName;", Audience = Audience.Build }.RunAsync();
    }

    [Fact]
    public async Task A_build_prints_analyzers_after_an_error_in_a_body() =>
        await new CSharpAnalyzerTest<BadNameAnalyzer> { TestCode = "class [|BadName|] { int M() => {|CS0103:x|}; }", Audience = Audience.Build }.RunAsync();

    [Fact]
    public async Task Findings_name_the_reporter()
    {
        var findings = await new CSharpAnalyzerTest<BadNameAnalyzer> { TestCode = "class BadName { int M() => x; }" }.GetFindingsAsync();
        Assert.Equal(["TEST1 by Analyzer", "CS0103 by Compiler"], findings.Select(finding => finding.ToString()));
    }
}
