using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The referenced projects that reference TracedLlm: compilations in an editor, assemblies in a build.</summary>
internal sealed class SolutionAssemblies
{
    private const string Runtime = "TracedLlm";

    private SolutionAssemblies(Compilation compilation) => Below = [.. Find(compilation)];

    /// <summary>Each such assembly with its compilation, if the editor has one.</summary>
    public ImmutableArray<(IAssemblySymbol Assembly, Compilation? Compilation)> Below { get; }

    public static SolutionAssemblies Get(CompilationCode code) => code.Get(static (code, _) => new SolutionAssemblies(code.Compilation), default);

    /// <summary>Whether an assembly is the project itself or one of the referenced ones.</summary>
    public bool Contains(IAssemblySymbol? assembly, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly) || Below.Any(lower => SymbolEqualityComparer.Default.Equals(lower.Assembly, assembly));

    private static IEnumerable<(IAssemblySymbol Assembly, Compilation? Compilation)> Find(Compilation compilation)
    {
        foreach (var reference in compilation.References)
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly)
            {
                continue;
            }

            if (reference is CompilationReference { Compilation: var lower })
            {
                if (lower.ReferencedAssemblyNames.Any(static name => name.Name == Runtime))
                {
                    yield return (assembly, lower);
                }
            }
            else if (assembly.Name != Runtime && assembly.Modules.First().ReferencedAssemblies.Any(static name => name.Name == Runtime))
            {
                yield return (assembly, null);
            }
        }
    }
}
