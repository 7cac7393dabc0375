namespace TracedLlm.Testing.Backends;

/// <summary>A trace in Langfuse.</summary>
public sealed record LangfuseTrace
{
    /// <summary>32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string? Name { get; init; }

    /// <summary>The user.</summary>
    public required string? UserId { get; init; }

    /// <summary>The session.</summary>
    public required string? SessionId { get; init; }

    /// <summary>The tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The input.</summary>
    public required string? Input { get; init; }

    /// <summary>The output.</summary>
    public required string? Output { get; init; }

    /// <summary>The metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The release.</summary>
    public required string? Release { get; init; }

    /// <summary>The version.</summary>
    public required string? Version { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Its observations, in order of arrival.</summary>
    public required IReadOnlyList<LangfuseObservation> Observations { get; init; }

    /// <summary>The rows whose parent is no row of the trace: Langfuse draws them beside the root.</summary>
    public IReadOnlyList<LangfuseObservation> Orphans =>
        [.. Observations.Where(row => row.ParentId.Length > 0 && Observations.All(other => other.Id != row.ParentId))];

    /// <summary>The tokens of all rows.</summary>
    public long TotalTokens => Observations.Sum(row => row.Usage?.GetValueOrDefault("total") ?? 0);

    /// <summary>The sum of the costs that rows have, in US dollars, without estimated costs.</summary>
    public double TotalCost => Observations.Sum(row => row.TotalCost ?? 0);

    /// <summary>
    /// Langfuse keeps no record of the trace. It takes the latest value that is not empty from the rows; input and output come only from the row
    /// without a parent, of several from the latest.
    /// </summary>
    internal static LangfuseTrace Aggregate(IReadOnlyList<LangfuseObservation> rows)
    {
        var byTime = rows.OrderBy(row => row.Received.StartUnixNano).ToList();
        var root = byTime.LastOrDefault(row => row.ParentId.Length == 0);
        return new()
        {
            Id = rows[0].TraceId,
            Name = Latest(row => row.TraceName) ?? (root ?? byTime.LastOrDefault(row => row.IsRoot))?.Name,
            UserId = Latest(row => row.UserId),
            SessionId = Latest(row => row.SessionId),
            Tags = byTime.LastOrDefault(row => row.Tags.Count > 0)?.Tags ?? [],
            Input = root?.Input,
            Output = root?.Output,
            Metadata = root?.Metadata ?? new Dictionary<string, string>(),
            Release = Latest(row => row.Release),
            Version = Latest(row => row.Version),
            Environment = byTime[^1].Environment,
            Observations = rows,
        };

        string? Latest(Func<LangfuseObservation, string?> field) => byTime.Select(field).LastOrDefault(value => !string.IsNullOrEmpty(value));
    }

    /// <summary>The record of the trace on the path of version 3: the last span with a value sets it, and every root has a name.</summary>
    internal static LangfuseTrace Merge(IReadOnlyList<LangfuseObservation> rows)
    {
        var merged = Aggregate(rows);
        var root = rows.LastOrDefault(row => row.ParentId.Length == 0);
        return merged with
        {
            Name = rows.LastOrDefault(row => row.TraceName is not null || row.ParentId.Length == 0) is { } named ? named.TraceName ?? named.Name : merged.Name,
            UserId = rows.LastOrDefault(row => row.UserId is not null)?.UserId,
            SessionId = rows.LastOrDefault(row => row.SessionId is not null)?.SessionId,
            Input = Stated("langfuse.trace.input") ?? root?.Input,
            Output = Stated("langfuse.trace.output") ?? root?.Output,
            Metadata = rows.SelectMany(row => row.Metadata).GroupBy(one => one.Key).ToDictionary(one => one.Key, one => one.Last().Value),
        };

        string? Stated(string key) => rows.Select(row => row.Received.Attributes[key] as string).LastOrDefault(value => value is not null);
    }
}
