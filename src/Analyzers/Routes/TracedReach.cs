using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>All traced code: first the code that endpoints reach, then the code that only traced methods reach.</summary>
internal static class TracedReach
{
    public static CallPaths<bool> Find(TracedCode code, CancellationToken cancellationToken)
    {
        var handlers = code.Endpoints(cancellationToken).Select(static endpoint => (endpoint.Handler, true)).ToList();
        var fromEndpoints = new CallPaths<bool>(handlers, code.Calls, cancellationToken);
        var others = Outermost([.. code.Members(cancellationToken).Select(static member => member.Place).Where(place => !fromEndpoints.Contains(place)).Distinct()], code.Calls, cancellationToken);
        return others.Count == 0
            ? fromEndpoints
            : new CallPaths<bool>(handlers.Concat(others.Select(static place => (place, false))), code.Calls, cancellationToken);
    }

    /// <summary>The functions that no other function reaches; of a cycle, the first one.</summary>
    private static List<CodePlace> Outermost(List<CodePlace> places, CallGraph calls, CancellationToken cancellationToken)
    {
        var roots = new List<(CodePlace Place, CallPaths<bool> Reach)>();
        foreach (var place in places)
        {
            if (!roots.Exists(root => root.Reach.Contains(place)))
            {
                var reach = new CallPaths<bool>([(place, false)], calls, cancellationToken);
                roots.RemoveAll(root => reach.Contains(root.Place));
                roots.Add((place, reach));
            }
        }

        return [.. roots.Select(static root => root.Place)];
    }
}
