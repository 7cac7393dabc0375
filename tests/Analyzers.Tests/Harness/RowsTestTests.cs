using TracedLlm.Analyzers.Spans;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>Rows that are compiled together are verified one by one.</summary>
public class RowsTestTests
{
    private const string Missed = "class C { [TracedStage(\"x\")] void Run() { } }";
    private const string Invented = "using System.Text; class C { void [|Run|]() { } }";
    private const string Broken = "class C : Missing;";
    private const string Correct = "using System.Text; class C { [TracedStage(\"x\")] void [|Run|]() { } }";

    [Theory]
    [InlineData(Missed, "Reported and not expected")]
    [InlineData(Invented, "Expected and not reported")]
    [InlineData(Broken, "CS0246")]
    public async Task Only_a_wrong_row_fails(string wrong, string message)
    {
        var test = new RowsTest<TracedMethodNotPartial>([Correct, wrong]);

        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.VerifyAsync(wrong));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        await test.VerifyAsync(Correct);
    }
}
