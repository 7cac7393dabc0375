using System.Collections.Immutable;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>All handlers that a compilation maps, traced or not, and the code that they call.</summary>
internal sealed class MappedHandlers
{
    private readonly Computed<ImmutableArray<CallPaths<CodePlace>>> _reached;

    public MappedHandlers(TracedCode code) => _reached = new(code.Code.Lock, token =>
    [
        .. from handler in Find(code, token).Distinct()
           select new CallPaths<CodePlace>([(handler, handler)], code.Calls, token),
    ]);

    /// <summary>The paths of the handlers that reach <paramref name="function"/>. The first function of a path is the handler.</summary>
    public IReadOnlyList<CallPaths<CodePlace>> ThatReach(CodePlace function, CancellationToken cancellationToken)
    {
        return [.. _reached.Get(cancellationToken).Where(paths => paths.Contains(function)).OrderBy(paths => paths.PathTo(function).Count)];
    }

    private static IEnumerable<CodePlace> Find(TracedCode code, CancellationToken cancellationToken)
    {
        var maps = new EndpointMaps(code.Code, code.Symbols);
        return code.Code.Names.FilesWith(EndpointMaps.Names, cancellationToken).SelectMany(tree => maps.HandlersIn(tree, cancellationToken));
    }
}
