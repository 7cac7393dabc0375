using TracedLlm.Bench.Architecture.Compiled;
using TracedLlm.Bench.Architecture.Rooms;

namespace TracedLlm.Bench.Architecture.Figures;

/// <summary>Figures of a compiled assembly.</summary>
internal static class AssemblyFigures
{
    /// <summary>Each figure as a line.</summary>
    public static IEnumerable<string> Describe(IReadOnlyDictionary<string, CompiledType> types)
    {
        var rooms = RoomMap.FromTypes(types);
        var names = rooms.Rooms.ToList();
        var cycles = rooms.Graph.FindCycles();
        yield return $"  {names.Count} rooms, {cycles.Sum(static cycle => cycle.Count)} of them in a cycle";
        var files = types.Values.Select(static type => type.File).Distinct().Count();
        yield return $"  {files} files, {Largest(types)} of them in the largest cycle"
            + (types.Values.Any(static type => type.ShortName == "LlmTrace")
                ? $" ({Largest(types, "LlmTrace")} without LlmTrace, {Largest(types, "LlmTrace", "LlmSpan")} without LlmSpan as well)"
                : "");
        yield return $"  {types.Values.Select(static type => type.Namespace).Distinct().Count()} namespaces; the largest has "
            + $"{types.Values.GroupBy(static type => type.Namespace).Max(static space => space.Count())} types";
    }

    private static int Largest(IReadOnlyDictionary<string, CompiledType> types, params string[] without) =>
        RoomMap.FileGraph(types, without).FindCycles().Select(static cycle => cycle.Count).FirstOrDefault(1);
}
