using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Layers;

/// <summary>Finds the calls whose methods only a project above implements: interfaces of the solution without an implementation so far.</summary>
internal sealed class OpenCalls(CompilationCode code, CancellationToken cancellationToken)
{
    private readonly OpenInterfaces _interfaces = OpenInterfaces.Get(code, cancellationToken);

    /// <summary>The documentation id of such a method; <see langword="null"/> for any other method.</summary>
    public string? IdOf(IMethodSymbol called)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        return method is { IsAbstract: true, ContainingType.TypeKind: TypeKind.Interface }
            && _interfaces.MethodNames.Contains(method.Name)
            && SolutionAssemblies.Get(code).Contains(method.ContainingAssembly, code.Compilation)
                ? method.GetDocumentationCommentId()
                : null;
    }
}
