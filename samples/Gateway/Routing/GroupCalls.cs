namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The calls of one request to the deployments of one model name. The request takes one turn; each further call goes on from there, to a
/// deployment that has not failed yet. Calls of one request follow one another, so nothing here is locked.
/// </summary>
/// <param name="group">The model name.</param>
/// <param name="request">The request.</param>
/// <param name="fallbackReason">Why the request comes from another model name; <see langword="null"/> if it does not.</param>
/// <param name="selector">The choice of deployments.</param>
internal sealed class GroupCalls(ModelGroup group, LlmRequest request, string? fallbackReason, DeploymentSelector selector)
{
    private readonly IReadOnlyList<IReadOnlyList<Deployment>> _levels = group.LevelsFor(request);
    private readonly uint _turn = group.TakeTurn();

    // The number of the last call of each deployment that has failed.
    private readonly Dictionary<Deployment, int> _tried = new(ReferenceEqualityComparer.Instance);
    private int _calls;
    private int _level;
    private bool _isFirstOfLevel = true;
    private string? _reason;
    private string _levelReason = RoutingReasons.Order;
    private IReadOnlyList<Deployment> _ranking = [];

    public ModelGroup Group => group;

    public LlmRequest Request => request;

    /// <summary>Whether the model name has one deployment only.</summary>
    public bool HasOneDeployment => _levels is [[_]];

    /// <summary>Whether a further call of this <c>order</c> is possible: a deployment does not rest.</summary>
    public bool HasNext => Candidates().Count > 0;

    /// <summary>Whether a further call goes to a deployment that has not failed.</summary>
    public bool NextIsElsewhere => Candidates() is [var next, ..] && !_tried.ContainsKey(next);

    /// <summary>Moves on to the deployments with the next <c>order</c> of which one does not rest.</summary>
    /// <param name="reason">Why those before serve no longer, one of <see cref="RoutingReasons"/>.</param>
    /// <returns>Whether there are any.</returns>
    public bool MoveToNextOrder(string reason)
    {
        for (var level = _level + 1; level < _levels.Count; level++)
        {
            if (_levels[level].Any(deployment => !IsResting(deployment)))
            {
                (_level, _levelReason, _isFirstOfLevel) = (level, reason, true);
                return true;
            }
        }

        return false;
    }

    /// <summary>The next call, whose Dispose ends it, or why there is none: a <see cref="NoDeploymentsException"/> or an <see cref="OverloadedException"/>.</summary>
    public async ValueTask<(RoutedCall? Call, GatewayException? Refusal)> TryBeginAsync(CancellationToken cancellationToken)
    {
        var start = selector.Limits.GetTimestamp();
        while (true)
        {
            if (_isFirstOfLevel)
            {
                Rank();
            }

            var candidates = Candidates();
            var place = candidates.Count > 0 ? await selector.Limits.TryAcquireAsync(candidates, start, cancellationToken) : null;
            if (place is null)
            {
                // After a wait in vain, all of them may rest.
                return (null, candidates.Count > 0 && HasNext ? CreateOverloaded() : CreateNoDeployments());
            }

            if (TryBegin(place, candidates) is { } call)
            {
                return (call, null);
            }
        }
    }

    /// <summary>A further call to a deployment that has not failed, if one is free at once.</summary>
    public RoutedCall? TryBeginElsewhere()
    {
        var candidates = Candidates().FindAll(deployment => !_tried.ContainsKey(deployment));
        return selector.Limits.TryAcquire(candidates) is { } place ? TryBegin(place, candidates) : null;
    }

    // Failures of other requests let a deployment rest at any moment, above all while a call waits for its place: then the place is given back.
    private RoutedCall? TryBegin(DeploymentPlace place, List<Deployment> candidates)
    {
        var resting = FindResting();
        if (resting.Contains(place.Deployment.Id))
        {
            place.Dispose();
            return null;
        }

        var reason = ReasonFor(place.Deployment, candidates);
        _tried[place.Deployment] = ++_calls;
        _isFirstOfLevel = false;
        selector.Calls.Begin(place.Deployment);
        return new RoutedCall(place.Deployment.For(request.Options), selector.Strategy.Name, reason, resting.Count == 0 ? null : resting, place, selector.Calls);
    }

    private NoDeploymentsException CreateNoDeployments() =>
        new(group.Name, _levels.SelectMany(level => level).Min(selector.Cooldowns.FindRest) ?? TimeSpan.Zero, FindResting());

    private OverloadedException CreateOverloaded() =>
        new($"The deployments of '{group.Name}' have as many requests in progress as max_parallel_requests allows.");

    private void Rank()
    {
        // Another request may let a deployment rest at any moment, so each is asked once.
        var available = FindAvailable(_level);
        while (available.Count == 0 && _level + 1 < _levels.Count)
        {
            available = FindAvailable(++_level);
            _levelReason = RoutingReasons.OthersResting;
        }

        if (available.Count == 0)
        {
            _ranking = [];
            return;
        }

        (_ranking, var reason) = selector.Strategy.Rank(available, _turn, request);
        _reason = available.Count > 1 ? reason
            : _levels[_level].Count > 1 ? RoutingReasons.OthersResting
            : _levels.Count > 1 ? RoutingReasons.Order
            : RoutingReasons.OnlyDeployment;
    }

    private List<Deployment> FindAvailable(int level) => [.. _levels[level].Where(deployment => !IsResting(deployment))];

    private string ReasonFor(Deployment deployment, List<Deployment> candidates) =>
        !_isFirstOfLevel ? _tried.ContainsKey(deployment) ? RoutingReasons.RetrySame : RoutingReasons.RetryElsewhere
        : fallbackReason is not null && _tried.Count == 0 ? fallbackReason
        : _level > 0 ? _levelReason
        : !ReferenceEquals(deployment, candidates[0]) ? RoutingReasons.OthersBusy
        : _reason!;

    // Those that have not failed yet come first, then those whose failure is the longest ago.
    private List<Deployment> Candidates() => [.. _ranking.Where(deployment => !IsResting(deployment)).OrderBy(deployment => _tried.GetValueOrDefault(deployment))];

    private List<string> FindResting() => [.. _levels.SelectMany(level => level).Where(IsResting).Select(deployment => deployment.Id)];

    private bool IsResting(Deployment deployment) => request.DependsOnDeployment && selector.Cooldowns.FindRest(deployment) is not null;
}
