extern alias generators;

using generators::TracedLlm.Generators.Spans;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Tests.Examples;

/// <summary>Every generator has an example of its name.</summary>
public class ExampleTests
{
    [Fact]
    public void Every_generator_has_an_example() => Assert.Empty(
        typeof(TracedMethodGenerator).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(GeneratorAttribute), inherit: false))
            .Select(static type => $"{type.Name}Example")
            .Except(typeof(ExampleTests).Assembly.GetTypes().Where(static type => type.Namespace == typeof(ExampleTests).Namespace).Select(static type => type.Name)));
}
