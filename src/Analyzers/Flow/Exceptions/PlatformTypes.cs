using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Tells the types of the platform from those of authors. A broken guardrail throws exceptions of the platform, which are not blocks.</summary>
internal static class PlatformTypes
{
    private static readonly string[] Assemblies = ["System", "Microsoft", "netstandard", "mscorlib"];

    public static bool IsOf(ITypeSymbol type) =>
        type.ContainingAssembly?.Name is not { } assembly || Assemblies.Any(name => assembly == name || assembly.StartsWith(name + ".", StringComparison.Ordinal));
}
