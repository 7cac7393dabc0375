namespace TracedLlm.Samples.Gateway;

/// <summary>Where one request goes: the model that its caller named, then fallbacks. The configuration's names are tried once, so cycles end.</summary>
internal sealed class RoutePlan
{
    private readonly FallbackLists _lists;
    private readonly int _most;
    private readonly Func<string, ModelGroup?> _find;
    private readonly IReadOnlyList<FallbackStep>? _requested;

    // The nearest fallbacks are at the end.
    private readonly List<FallbackStep> _pending = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private bool _isFirst = true;

    /// <param name="first">The model that the caller named.</param>
    /// <param name="lists">The fallbacks of the configuration.</param>
    /// <param name="most">How many fallbacks a request has at most, if fallbacks have fallbacks.</param>
    /// <param name="requested">The fallbacks that the request names in place of <c>fallbacks</c>.</param>
    /// <param name="find">The deployments of a name, if they serve the API of the request.</param>
    public RoutePlan(FallbackStep first, FallbackLists lists, int most, IReadOnlyList<FallbackStep>? requested, Func<string, ModelGroup?> find)
    {
        First = first;
        (_lists, _most, _requested, _find) = (lists, most, requested, find);
        _seen.Add(first.Group.Name);
    }

    /// <summary>A plan without fallbacks.</summary>
    public RoutePlan(ModelGroup only)
        : this(new FallbackStep(only), new FallbackLists(), most: 0, requested: null, static _ => null)
    {
    }

    public FallbackStep First { get; }

    /// <summary>The next model name after <paramref name="failed"/>; <see langword="null"/> if there is none.</summary>
    public FallbackStep? Next(FallbackStep failed, FailureKind kind)
    {
        var own = FallbacksOf(failed, kind).ToList();

        // The list of the first model is tried whole. Fallbacks of fallbacks come as long as there are not too many.
        foreach (var step in own.AsEnumerable().Reverse())
        {
            _pending.Add(step);
        }

        _isFirst = false;
        while (_pending is [.., var next])
        {
            _pending.RemoveAt(_pending.Count - 1);
            if (_seen.Add(next.Group.Name) || next.Index is not null)
            {
                return next;
            }
        }

        return null;
    }

    /// <summary>All model names that a request may go to.</summary>
    public IReadOnlyList<ModelGroup> Reachable()
    {
        var (found, seen) = (new List<FallbackStep> { First }, new HashSet<string>(StringComparer.Ordinal) { First.Group.Name });
        for (var i = 0; i < found.Count && (i == 0 || found.Count <= _most); i++)
        {
            var step = found[i];
            var next = new[] { FailureKind.InternalServer, FailureKind.ContextWindow, FailureKind.ContentPolicy }
                .SelectMany(kind => Lists(step, kind, isFirst: i == 0))
                .Distinct(); // Those of the request follow every kind of failure.
            found.AddRange(next.Where(fallback => seen.Add(fallback.Group.Name) || fallback.Index is not null));
        }

        return [.. found.Select(step => step.Group)];
    }

    /// <summary>Whether a model may follow <paramref name="step"/> that the list for failures of <paramref name="kind"/> only names.</summary>
    public bool HasListFor(FallbackStep step, FailureKind kind) =>
        FallbacksOf(step, kind).Any(static next => next.Reason is RoutingReasons.ContextWindowFallback or RoutingReasons.ContentPolicyFallback);

    private IEnumerable<FallbackStep> FallbacksOf(FallbackStep failed, FailureKind kind)
    {
        var isFirst = _isFirst;
        return Lists(failed, kind, isFirst).Where(step => step.Index is not null || !_seen.Contains(step.Group.Name)).Take(isFirst ? int.MaxValue : Math.Max(0, _most + 1 - _seen.Count - _pending.Count));
    }

    private IEnumerable<FallbackStep> Lists(FallbackStep failed, FailureKind kind, bool isFirst)
    {
        var names = failed.Names;
        return kind switch
        {
            FailureKind.ContextWindow when Find(_lists.ContextWindow, names) is { } models => Steps(models, RoutingReasons.ContextWindowFallback),
            FailureKind.ContentPolicy when Find(_lists.ContentPolicy, names) is { } models => Steps(models, RoutingReasons.ContentPolicyFallback),
            _ when _requested is not null => isFirst ? _requested : [],
            _ => Steps(Find(_lists.Regular, names) ?? [], RoutingReasons.Fallback),
        };
    }

    private static IReadOnlyList<string>? Find(IReadOnlyDictionary<string, IReadOnlyList<string>> lists, IReadOnlyList<string> names) =>
        lists.Count == 0 ? null
        : names.Where(lists.ContainsKey).Select(name => lists[name]).FirstOrDefault() ?? names.Select(name => FallbackLists.Find(lists, name)).FirstOrDefault(models => models is not null);

    private IEnumerable<FallbackStep> Steps(IEnumerable<string> models, string reason) =>
        from model in models
        let @group = _find(model)
        where @group is not null
        select new FallbackStep(@group, reason, Alias: model);
}
