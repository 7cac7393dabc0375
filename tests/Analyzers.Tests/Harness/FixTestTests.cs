using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>The harness applies fixes as an author would, and refuses those that do not do what they say.</summary>
public class FixTestTests
{
    [Fact]
    public Task A_fix_is_applied_to_every_finding() => new FixTest<BadNameAnalyzer, BadNameFix>
    {
        TestCode = "class [|BadOne|]; class Fine; class [|BadTwo|];",
        FixedCode = "class GoodOne; class Fine; class GoodTwo;",
    }.RunAsync();

    [Fact]
    public Task A_fix_is_applied_in_every_file() => new FixTest<BadNameAnalyzer, BadNameFix>
    {
        TestState = { Sources = { "class [|BadOne|];", "class [|BadTwo|];" } },
        FixedState = { Sources = { "class GoodOne;", "class GoodTwo;" } },
    }.RunAsync();

    [Theory]
    [InlineData("class [|BadName|];", "class BetterName;", "One by one")]
    [InlineData("class [|BadName|]; class GoodName;", "class GoodName; class GoodName;", "CS0101")]
    public async Task A_fix_that_does_something_else_fails(string code, string fixedCode, string message)
    {
        var test = new FixTest<BadNameAnalyzer, BadNameFix> { TestCode = code, FixedCode = fixedCode };
        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_that_is_offered_again_on_its_own_result_fails()
    {
        var test = new FixTest<BadNameAnalyzer, NeverDoneFix> { TestCode = "class [|BadName|];", FixedCode = "class [|BadBadName|];" };
        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
        Assert.Contains("not idempotent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_fix_fails_the_test()
    {
        var test = new FixTest<BadNameAnalyzer, BadNameFix> { TestCode = "class [|BadName|];" };
        await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
    }
}
