extern alias generators;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generators::TracedLlm.Generators.Members;
using generators::TracedLlm.Generators.Payloads;
using generators::TracedLlm.Generators.Spans;
using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>The steps that the generator repeats after an edit.</summary>
public class Edits
{
    private const string One = "namespace Gateway; public partial class One { [TracedStage(\"one\")] public partial void Run([SpanTag(\"a\")] int a); private void RunCore(int a) { } }";
    private const string Two = "public partial class Two { [TracedLlmCall] public partial void Run(); private void RunCore() { } }";

    [Theory]
    [InlineData("\"one\"", "\"other\"")]
    [InlineData("SpanTag(\"a\")", "SpanTag(\"b\")")]
    [InlineData("private void RunCore(int a)", "private void RunCore(long a)")]
    [InlineData("TracedStage(\"one\")", "TracedLlmRoute")]
    [InlineData("public partial void Run([SpanTag(\"a\")] int a)", "internal partial void Run([SpanTag(\"a\")] int a)")]
    public void An_edit_of_one_type_rewrites_only_its_file(string text, string replacement)
    {
        var before = GeneratedSources.Generate(Gateway.Compile(One + "\n" + Two));
        var tree = before.Input.SyntaxTrees[0];

        var after = before.Driver.RunGenerators(before.Input.ReplaceSyntaxTree(
            tree,
            Gateway.Parse(tree.ToString().Replace(text, replacement, StringComparison.Ordinal), tree.FilePath)));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged],
            after.GetRunResult().Results.Single().TrackedSteps["TracedTypeFiles"].SelectMany(step => step.Outputs).Select(output => output.Reason));
        Assert.NotEqual(before.Sources, (before with { Driver = after }).Sources);
    }

    [Fact]
    public void An_edit_elsewhere_runs_no_output_of_any_generator_again()
    {
        const string Three = "[GatewayMetadata] public partial class Three { [MetadataKey(\"a\", Tag = \"app.a\")] public string? A { get; init; } }";
        var elsewhere = Gateway.Parse("class Elsewhere { int A() => 1; }", "Elsewhere.cs");
        var input = Gateway.Compile(One + "\n" + Two + "\n" + Three).AddSyntaxTrees(elsewhere);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TracedMethodGenerator().AsSourceGenerator(), new PayloadGenerator().AsSourceGenerator(), new TracedMemberGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(input);

        Assert.All(driver.GetRunResult().Results, result => Assert.NotEmpty(OutputsRun(result)));
        driver = driver.RunGenerators(input.ReplaceSyntaxTree(elsewhere, Gateway.Parse("class Elsewhere { int A() => 2; }", "Elsewhere.cs")));
        Assert.All(driver.GetRunResult().Results, result => Assert.Empty(OutputsRun(result)));
    }

    [Fact]
    public void An_edit_in_the_body_of_a_core_method_runs_no_output()
    {
        var before = GeneratedSources.Generate(Gateway.Compile(One + "\n" + Two));
        var tree = before.Input.SyntaxTrees[0];

        var after = before.Driver.RunGenerators(before.Input.ReplaceSyntaxTree(
            tree,
            Gateway.Parse(tree.ToString().Replace("(int a) { }", "(int a) { _ = a; }", StringComparison.Ordinal), tree.FilePath)));

        Assert.All(
            after.GetRunResult().Results.Single().TrackedSteps["TracedTypeFiles"].SelectMany(step => step.Outputs),
            output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static IEnumerable<object> OutputsRun(GeneratorRunResult result) => result.TrackedOutputSteps.Values
        .SelectMany(steps => steps)
        .SelectMany(step => step.Outputs)
        .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
        .Select(output => output.Value);
}
