using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>Every pair of a return type, a kind of parameter, a kind of type and an attribute compiles.</summary>
public class Matrix
{
    private static readonly string[] Returns =
    [
        "void", "int", "string?", "T", "T?", "dynamic", "(int A, string? B)", "Span<int>", "ref int", "ref readonly T", "int[]?", "HttpResponseMessage", "HttpResponseMessage?",
        "Task", "Task?", "Task<int>", "Task<T?>", "Task<dynamic>", "Task<(int A, string? B)>", "Task<HttpResponseMessage>", "Task<HttpResponseMessage?>?",
        "ValueTask", "ValueTask<T>", "ValueTask<GuardrailOutcome>", "ValueTask<HttpResponseMessage?>", "GuardrailOutcome?", "Task<GuardrailOutcome?>?",
        "IAsyncEnumerable<T>", "IAsyncEnumerable<string?>?", "IEnumerable<(int A, T B)>", "IEnumerable<int>?", "nint", "ReadOnlyMemory<byte>?",
    ];

    private static readonly string[] Parameters =
    [
        "", "int span", "in T result", "ref T pending", "out int exception", "ref readonly int items", "params string?[] model", "params ReadOnlySpan<int> outcome",
        "scoped Span<int> a", "scoped ref Span<int> a", "Func<T, dynamic?>? a", "dynamic? a", "(int A, T? B)? a", "T? a, List<T?>? b", "CancellationToken @default", "U a, ref U b",
    ];

    private static readonly string[] Types = ["class {0}", "sealed record {0}(int span)", "struct {0}", "record struct {0}", "static class {0}", "interface {0}"];

    private static readonly string[] Attributes =
        ["TracedStage(LlmStage.Auth)", "TracedGuardrail(GuardrailMode.PreCall, Blocks = [typeof(IOException)])", "TracedLlmCall(Operation = \"x\")", "TracedLlmRoute"];

    [Fact]
    public void Compiles_without_a_warning()
    {
        var types = Types.Select((type, index) =>
            $$"""
            public partial {{string.Format(System.Globalization.CultureInfo.InvariantCulture, type, $"Type{index}<T>").Replace("class Type4<T>", "class Type4<T> where T : struct", StringComparison.Ordinal)}}
            {
            {{string.Join("\n", Methods(index, isStatic: type.StartsWith("static", StringComparison.Ordinal)))}}
            }
            """.Replace("public partial static", "public static partial", StringComparison.Ordinal).Replace("public partial sealed", "public sealed partial", StringComparison.Ordinal));

        var generated = GeneratedSources.Generate(Gateway.Compile(string.Join("\n", types)));

        Assert.Empty(generated.Reported);
        Assert.Empty(Problems.ForAnalyzers(generated.Input));
        Assert.Empty(generated.CompilerDiagnostics);
        Assert.Equal(Returns.Length * Parameters.Length, generated.Sources.Split(["LlmSpan.IsEnabled", "GeneratedCode.IsGuardrailEnabled"], StringSplitOptions.None).Length - 1);
    }

    /// <summary>The methods of one type. Each return type is once with each kind of parameter; types and attributes take turns along both.</summary>
    private static IEnumerable<string> Methods(int type, bool isStatic)
    {
        for (var result = 0; result < Returns.Length; result++)
        {
            for (var parameter = 0; parameter < Parameters.Length; parameter++)
            {
                if ((result + parameter) % Types.Length != type)
                {
                    continue;
                }

                var (@return, parameters) = (Returns[result], Parameters[parameter]);
                var attribute = Attributes[(result + (parameter / Attributes.Length)) % Attributes.Length];
                var name = $"Run{(result * Parameters.Length) + parameter}";
                var modifiers = isStatic ? "static " : "";
                var typeParameters = parameters.Contains('U', StringComparison.Ordinal) ? "<U>" : "";
                var constraint = typeParameters.Length > 0 ? " where U : class, IComparable<T?>, new()" : "";
                yield return $"[{attribute}] public {modifiers}partial {@return} {name}{typeParameters}({parameters}){constraint};";
                yield return $"private {modifiers}{@return} {name}Core{typeParameters}({parameters}){constraint} => throw new NotSupportedException();";
            }
        }
    }
}
