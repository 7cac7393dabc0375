using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>The checks of incremental generators: unchanged steps are cached, and no step keeps a compilation alive.</summary>
internal static class IncrementalSteps
{
    public static void AreCached(GeneratedSources first)
    {
        AreAllCached(first.Driver.RunGenerators(first.Input.Clone()), first.TrackedSteps);
        AreAllCached(first.Driver.RunGenerators(first.Input.AddSyntaxTrees(Gateway.Parse("class Elsewhere;", "Elsewhere.cs", Language(first)))), first.TrackedSteps);
        AreAllCached(first.Driver.RunGenerators(WithFirstTree(first, text => text + "\n// An unrelated edit at the end of the same file.\n")), first.TrackedSteps);
        if (first.Reported.IsEmpty)
        {
            // Moves every declaration, and so the place of every diagnostic.
            AreAllCached(first.Driver.RunGenerators(WithFirstTree(first, text => "// An unrelated edit at the top.\n" + text)), first.TrackedSteps);
        }
    }

    public static void SeeRealEdits(GeneratedSources first)
    {
        var edited = first.Driver.RunGenerators(WithFirstTree(first, text => text.Replace("namespace Gateway", "namespace OtherGateway", StringComparison.Ordinal)));
        Assert.NotEqual(first.Sources, (first with { Driver = edited }).Sources);
    }

    public static void HoldPlainValues(GeneratedSources first)
    {
        foreach (var step in Tracked(first.Driver, first.TrackedSteps))
        {
            foreach (var (value, _) in step.Outputs)
            {
                IsPlain(value, []);
            }
        }
    }

    private static LanguageVersion Language(GeneratedSources generated) => ((CSharpParseOptions)generated.Input.SyntaxTrees[0].Options).LanguageVersion;

    private static CSharpCompilation WithFirstTree(GeneratedSources generated, Func<string, string> edit)
    {
        var tree = generated.Input.SyntaxTrees[0];
        return generated.Input.ReplaceSyntaxTree(tree, Gateway.Parse(edit(tree.ToString()), tree.FilePath, Language(generated)));
    }

    private static IEnumerable<IncrementalGeneratorRunStep> Tracked(GeneratorDriver driver, IReadOnlyList<string> names)
    {
        var steps = driver.GetRunResult().Results.Single().TrackedSteps;
        return names.Where(steps.ContainsKey).SelectMany(name => steps[name]);
    }

    private static void AreAllCached(GeneratorDriver driver, IReadOnlyList<string> names)
    {
        Assert.All(
            Tracked(driver, names).SelectMany(step => step.Outputs),
            output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{output.Reason}: {output.Value}"));
    }

    private static void IsPlain(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Location or Compilation or SemanticModel or Array or AttributeData, $"A step holds a {value.GetType()}.");
        if (value.GetType() is { IsGenericType: true, Name: "EquatableArray`1" })
        {
            foreach (var item in (IEnumerable)value)
            {
                IsPlain(item, seen);
            }

            return;
        }

        Assert.False(value is IEnumerable, $"A step holds a {value.GetType()}.");
        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            IsPlain(field.GetValue(value), seen);
        }
    }
}
