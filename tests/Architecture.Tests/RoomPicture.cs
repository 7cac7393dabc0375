using System.Text;
using TracedLlm.Bench.Architecture.Rooms;

namespace TracedLlm.Architecture.Tests;

/// <summary>The rooms of an assembly as a Mermaid flowchart.</summary>
internal static class RoomPicture
{
    /// <summary>
    /// Draws a room as a box, and an arrow from each room to those that it mentions. An arrow that a longer path stands for is left
    /// out: a room may mention every room that it reaches.
    /// </summary>
    public static string Draw(RoomMap map)
    {
        var text = new StringBuilder("```mermaid\nflowchart TD\n");
        foreach (var room in map.Rooms)
        {
            text.Append("    ").Append(room).Append('\n');
        }

        foreach (var (from, to) in map.Graph.Reduce())
        {
            text.Append("    ").Append(from).Append(" --> ").Append(to).Append('\n');
        }

        return text.Append("```\n").ToString();
    }
}
