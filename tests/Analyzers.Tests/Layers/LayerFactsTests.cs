using TracedLlm.Analyzers.Layers;
using TracedLlm.Analyzers.Libraries;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>The facts that <see cref="LayerFactsGenerator"/> writes into a library.</summary>
public class LayerFactsTests
{
    [Fact]
    public async Task Exceptions_that_leave_a_method() => Assert.Equal(
        """
        M:Core.Client.Get|throws T:Core.QuotaException|throws T:System.TimeoutException
        M:Core.Client.GetSafely|throws T:Core.QuotaException
        """,
        await FactsOfAsync("""
            namespace Core;

            public class QuotaException : Exception;

            public class Client
            {
                public int Get() => Environment.TickCount > 1 ? throw new QuotaException() : Further();

                public int GetSafely()
                {
                    try { return Get(); } catch (TimeoutException) { return 0; }
                }

                private static int Further() => throw new TimeoutException();
            }
            """));

    [Theory]
    [InlineData("public static string? Find(JsonElement body) => body.GetProperty(\"metadata\").GetProperty(\"session_id\").GetString();", true)]
    [InlineData("public static string For(string api) => api == \"messages\" ? \"metadata\" : \"litellm_metadata\";", true)]
    [InlineData("public static int Count(int metadata) => metadata + 1;", false)]
    public async Task Values_that_a_method_reads_and_returns(string method, bool hasFacts) =>
        Assert.Equal(hasFacts, (await FactsOfAsync($"using System.Text.Json; namespace Core; public static class Sessions {{ {method} }}")).Contains("|values ", StringComparison.Ordinal));

    private static async Task<string> FactsOfAsync(string code)
    {
        var test = new LayeredTest { Layers = { new Layer("Core", code) } };
        var compilation = await test.CompileAsync();
        return string.Join("\n", LayerFacts.Find(compilation, CancellationToken.None).Select(method => string.Join('|', FactsText.Write(method).Prepend(method.Method))));
    }
}
