using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>The harness sees what it has to see: every test of a rule rests on that.</summary>
public class CodeTestTests
{
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
        var failure = await Assert.ThrowsAsync<VerificationException>(() => new CodeTest<BadNameAnalyzer> { TestCode = code }.RunAsync());
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_message_fails()
    {
        var test = new CodeTest<BadNameAnalyzer>
        {
            TestCode = "class {|#0:BadName|};",
            ExpectedDiagnostics = { new ExpectedFinding("TEST1").WithLocation(0).WithMessage("something else") },
        };
        await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
    }

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

        await new CodeTest<BadNameAnalyzer> { TestCode = $"{Code}[|BadName|];", Audience = Audience.Editor }.RunAsync();
        await new CodeTest<BadNameAnalyzer> { TestCode = $"{Code}BadName;", Audience = Audience.Build }.RunAsync();
    }

    [Fact]
    public async Task A_build_prints_analyzers_after_an_error_in_a_body() =>
        await new CodeTest<BadNameAnalyzer> { TestCode = "class [|BadName|] { int M() => {|CS0103:x|}; }", Audience = Audience.Build }.RunAsync();
}
