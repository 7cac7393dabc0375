using System.Reflection;
using System.Runtime.Loader;
using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>The generated half of a method that breaks a rule, where the rule has been switched off.</summary>
public class ThrowingHalf
{
    [Fact]
    public void The_exception_names_the_broken_rule()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("public static partial class A { [TracedStage(\"x\")] public static partial int Run(int a); }"));
        var run = Load(generated).GetType("A")!.GetMethod("Run")!;

        var thrown = Assert.Throws<TargetInvocationException>(() => run.Invoke(null, [1])).InnerException;

        Assert.StartsWith("TLM3002: Missing or mismatched Core method", Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal);
    }

    private static Assembly Load(GeneratedSources generated)
    {
        using var image = new MemoryStream();
        Assert.True(generated.Output.Emit(image).Success);
        image.Position = 0;
        return new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image);
    }
}
