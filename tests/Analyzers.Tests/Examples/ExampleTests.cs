using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Libraries;

namespace TracedLlm.Analyzers.Tests.Examples;

/// <summary>Every rule, every fix and the generator beside the rules have an example.</summary>
public class ExampleTests
{
    private static readonly ImmutableArray<IRuleExample> All =
    [
        .. typeof(ExampleTests).Assembly.GetTypes()
            .Where(static type => !type.IsAbstract && typeof(IRuleExample).IsAssignableFrom(type))
            .Select(static type => (IRuleExample)Activator.CreateInstance(type)!),
    ];

    [Fact]
    public void Every_rule_has_an_example() =>
        Assert.Empty(AllRules.All.Select(static rule => rule.Id).Except(All.SelectMany(static example => example.Ids)));

    [Fact]
    public void Every_fix_has_an_example() =>
        Assert.Empty(AllRules.CodeFixes.Select(static fix => fix.GetType()).Except(All.Select(static example => example.Fix!)));

    [Fact]
    public void Every_generator_has_an_example() => Assert.Empty(
        typeof(LayerFactsGenerator).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(GeneratorAttribute), inherit: false))
            .Select(static type => $"{type.Name}Example")
            .Except(typeof(ExampleTests).Assembly.GetTypes().Select(static type => type.Name)));
}
