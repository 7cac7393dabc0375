using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Common;

/// <summary>The types of the runtime that a compilation sees, looked up once for each compilation.</summary>
internal sealed class KnownSymbols
{
    private static readonly ConditionalWeakTable<Compilation, KnownSymbols> PerCompilation = new();

    private KnownSymbols(Compilation compilation)
    {
        Compilation = compilation;
        SpanTag = compilation.GetTypesByMetadataName("TracedLlm.SpanTagAttribute").FirstOrDefault();
        GuardrailName = compilation.GetTypesByMetadataName("TracedLlm.GuardrailNameAttribute").FirstOrDefault();
        GuardrailResult = compilation.GetTypesByMetadataName("TracedLlm.GuardrailResultAttribute").FirstOrDefault();
        GuardrailOutcome = compilation.GetTypesByMetadataName("TracedLlm.GuardrailOutcome").FirstOrDefault();
    }

    public Compilation Compilation { get; }

    /// <summary><c>[SpanTag]</c>; <see langword="null"/> if the compilation does not reference the runtime.</summary>
    public INamedTypeSymbol? SpanTag { get; }

    public INamedTypeSymbol? GuardrailName { get; }

    public INamedTypeSymbol? GuardrailResult { get; }

    public INamedTypeSymbol? GuardrailOutcome { get; }

    public static KnownSymbols Get(Compilation compilation) => PerCompilation.GetValue(compilation, static key => new KnownSymbols(key));
}
