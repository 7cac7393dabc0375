using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Recall.Tests;

/// <summary>The list of plants that no rule finds: <c>KnownMisses.txt</c>, a reason and below it the plants, indented.</summary>
internal static class KnownMisses
{
    /// <summary>The plants with their reasons.</summary>
    public static ImmutableArray<(string Plant, string Reason)> Read()
    {
        var misses = ImmutableArray.CreateBuilder<(string Plant, string Reason)>();
        var reason = string.Empty;
        foreach (var line in File.ReadLines(FilePath()).Where(static line => line.Trim().Length > 0))
        {
            if (line.StartsWith(' '))
            {
                misses.Add((line.Trim(), reason));
            }
            else
            {
                reason = line.Trim();
            }
        }

        return misses.ToImmutable();
    }

    /// <summary>
    /// With <c>UPDATE_SNAPSHOTS=1</c>: removes the plants that are found now. A new miss needs a reason, and a person who writes it.
    /// </summary>
    public static void Shrink(IReadOnlySet<string> missed)
    {
        if (Environment.GetEnvironmentVariable(Snapshot.UpdateVariable) != "1")
        {
            return;
        }

        var kept = Read().Where(miss => missed.Contains(miss.Plant)).GroupBy(static miss => miss.Reason);
        File.WriteAllText(FilePath(), string.Join('\n', kept.Select(static group => $"{group.Key}\n{string.Concat(group.Select(static miss => $"    {miss.Plant}\n"))}")));
    }

    private static string FilePath([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "KnownMisses.txt");
}
