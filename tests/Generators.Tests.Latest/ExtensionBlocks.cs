using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests;

/// <summary>Declarations that only newer compilers know.</summary>
public class ExtensionBlocks
{
    [Fact]
    public void A_method_in_an_extension_block_is_reported()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("""
            public static partial class Extensions
            {
                extension(string text)
                {
                    [TracedStage("x")] public partial int Run();
                    private int RunCore() => text.Length;
                }
            }
            """));

        Assert.Equal(["TLM3001 at Run: 'Run' cannot be traced: it is not in a class, struct or interface; move it to one"], Problems.Print(generated.Reported));
        Assert.Empty(generated.Result.GeneratedSources);
    }
}
