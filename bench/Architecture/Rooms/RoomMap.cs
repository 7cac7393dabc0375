using TracedLlm.Bench.Architecture.Compiled;
using TracedLlm.Bench.Architecture.Graphs;

namespace TracedLlm.Bench.Architecture.Rooms;

/// <summary>The rooms of an assembly, one for each folder, and the types of a room that mention types of another room.</summary>
public sealed class RoomMap
{
    private const string SharedFacts = "Facts";

    private readonly IReadOnlyDictionary<string, CompiledType> _types;
    private readonly Dictionary<string, Dictionary<string, List<Mention>>> _arrows = new(StringComparer.Ordinal);

    private RoomMap(IReadOnlyDictionary<string, CompiledType> types, Func<CompiledType, string?> roomFor)
    {
        _types = types;
        foreach (var type in types.Values)
        {
            if (roomFor(type) is not { } from)
            {
                continue;
            }

            _arrows.TryAdd(from, new(StringComparer.Ordinal));
            foreach (var mentioned in type.Mentions.Select(name => types[name]))
            {
                if (roomFor(mentioned) is { } to && to != from)
                {
                    if (!_arrows[from].TryGetValue(to, out var mentions))
                    {
                        _arrows[from].Add(to, mentions = []);
                    }

                    mentions.Add(new(type, mentioned));
                }
            }
        }
    }

    /// <summary>The rooms' names.</summary>
    public IEnumerable<string> Rooms => _arrows.Keys.Order(StringComparer.Ordinal);

    /// <summary>The rooms as a graph.</summary>
    public DirectedGraph Graph => new(_arrows.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<string>)pair.Value.Keys.ToHashSet()));

    /// <summary>The folders of an assembly's project; the facts that projects share are a room as well.</summary>
    public static RoomMap FromTypes(IReadOnlyDictionary<string, CompiledType> types) => new(types, RoomName);

    /// <summary>The folders inside of one room.</summary>
    public static RoomMap FromRoom(IReadOnlyDictionary<string, CompiledType> types, string room) =>
        new(types, type => RoomName(type) == room && type.File.Split('/') is { Length: > 3 } path ? path[2] : null);

    /// <summary>The source files of an assembly.</summary>
    /// <param name="types">The assembly's types.</param>
    /// <param name="without">Types to leave out.</param>
    public static DirectedGraph FileGraph(IReadOnlyDictionary<string, CompiledType> types, params string[] without)
    {
        var counted = types.Where(pair => !without.Contains(pair.Value.ShortName)).ToDictionary();
        return new(counted.Values
            .GroupBy(type => type.File)
            .ToDictionary(
                file => file.Key,
                file => (IReadOnlySet<string>)file.SelectMany(type => type.Mentions).Where(counted.ContainsKey).Select(name => counted[name].File).Where(other => other != file.Key).ToHashSet()));
    }

    /// <summary>The mentions that make an arrow.</summary>
    public IReadOnlyList<Mention> Mentions(string from, string to) => _arrows[from].TryGetValue(to, out var mentions) ? mentions : [];

    /// <summary>Each cycle with the arrows in it, and the types of both ends; empty if all arrows point one way.</summary>
    public IEnumerable<string> DescribeCycles()
    {
        foreach (var cycle in Graph.FindCycles())
        {
            yield return $"These rooms point to each other: {string.Join(", ", cycle)}";
            foreach (var (from, to) in cycle.SelectMany(_ => cycle, (from, to) => (from, to)))
            {
                foreach (var mention in Mentions(from, to))
                {
                    yield return $"  {from} -> {to}: {mention}";
                }
            }
        }
    }

    /// <summary>The types of the rooms.</summary>
    public IEnumerable<CompiledType> Types => _types.Values;

    /// <summary>The room that a type is in: the first folder of its project.</summary>
    public static string? RoomName(CompiledType type)
    {
        var path = type.File.Split('/');
        return path[0] == SharedFacts ? SharedFacts : path.Length > 2 ? path[1] : null;
    }
}
