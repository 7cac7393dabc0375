using System.Collections.Immutable;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>All handlers that a compilation maps, traced or not, and the code that they call.</summary>
internal sealed class MappedHandlers
{
    private readonly Lazy<ImmutableArray<CallPaths<CodePlace>>> _reached;

    public MappedHandlers(TracedCode code) => _reached = new(() =>
    [
        .. from handler in Find(code).Distinct()
           select new CallPaths<CodePlace>([(handler, handler)], code.Calls, CancellationToken.None),
    ]);

    /// <summary>The paths of the handlers that reach <paramref name="function"/>. The first function of a path is the handler.</summary>
    public IReadOnlyList<CallPaths<CodePlace>> ThatReach(CodePlace function, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return [.. _reached.Value.Where(paths => paths.Contains(function)).OrderBy(paths => paths.PathTo(function).Count)];
    }

    private static IEnumerable<CodePlace> Find(TracedCode code)
    {
        var maps = new EndpointMaps(code.Code, code.Symbols);
        return code.Code.Compilation.SyntaxTrees
            .Where(static tree => tree.GetText().ToString().IndexOf("Map", StringComparison.Ordinal) >= 0)
            .SelectMany(tree => maps.HandlersIn(tree, CancellationToken.None));
    }
}
