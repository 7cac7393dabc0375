using System.Text.RegularExpressions;
using TracedLlm.Bench.Architecture.Rooms;

namespace TracedLlm.Architecture.Tests;

/// <summary><c>docs/architecture.md</c> names rooms and types that exist, where they are.</summary>
public sealed partial class PageTests
{
    private static readonly HashSet<(string Room, string Type)> Types =
        [.. ShippedAssemblies.AllTypes().Select(type => (RoomMap.RoomName(type) ?? "", type.ShortName))];

    [Fact]
    public void Every_step_of_a_way_names_a_type_in_its_room()
    {
        var steps = Step().Matches(ArchitecturePage.Read()).Select(match => (match.Groups["room"].Value, match.Groups["type"].Value)).ToList();

        Assert.True(steps.Count > 30);
        Assert.All(steps, step => Assert.Contains(step, Types));
    }

    [Theory]
    [InlineData("TracedLlm")]
    [InlineData("TracedLlm.Export")]
    [InlineData("TracedLlm.Viewer")]
    public void Every_room_has_a_row_with_its_responsibility(string assembly)
    {
        var page = ArchitecturePage.Read();
        Assert.All(
            RoomMap.FromTypes(ShippedAssemblies.ReadTypes(assembly)).Rooms,
            room => Assert.Matches($@"(?m)^\| {room} \| \S", page));
    }

    [GeneratedRegex(@"^\| (?<room>\w+) \| `(?<type>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Step();
}
