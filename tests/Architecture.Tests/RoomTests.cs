using TracedLlm.Bench.Architecture.Compiled;
using TracedLlm.Bench.Architecture.Rooms;

namespace TracedLlm.Architecture.Tests;

/// <summary>A room is a folder of a project. Arrows between rooms, and between the folders inside of a room, point one way.</summary>
public sealed class RoomTests
{
    public static TheoryData<string> Assemblies => ShippedAssemblies.Names;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Rooms_point_one_way(string assembly) =>
        AssertOneWay(RoomMap.FromTypes(ShippedAssemblies.ReadTypes(assembly)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_inside_of_a_room_point_one_way(string assembly)
    {
        var types = ShippedAssemblies.ReadTypes(assembly);
        Assert.All(RoomMap.FromTypes(types).Rooms, room => AssertOneWay(RoomMap.FromRoom(types, room)));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_picture_in_docs_shows_the_rooms_of_the_code(string assembly) =>
        ArchitecturePage.RequirePicture(assembly, RoomPicture.Draw(RoomMap.FromTypes(ShippedAssemblies.ReadTypes(assembly))));

    [Fact]
    public void A_cycle_is_reported_with_the_types_of_both_ends()
    {
        var map = RoomMap.FromTypes(new Dictionary<string, CompiledType>
        {
            ["N.Lower"] = new("N.Lower", "Runtime/Low/Lower.cs", ["N.Upper"], IsPublic: false),
            ["N.Upper"] = new("N.Upper", "Runtime/High/Upper.cs", ["N.Lower"], IsPublic: false),
        });

        Assert.Equal(
            [
                "These rooms point to each other: High, Low",
                "  High -> Low: Upper (Runtime/High/Upper.cs) mentions Lower (Runtime/Low/Lower.cs)",
                "  Low -> High: Lower (Runtime/Low/Lower.cs) mentions Upper (Runtime/High/Upper.cs)",
            ],
            map.DescribeCycles());
    }

    private static void AssertOneWay(RoomMap map)
    {
        var cycles = string.Join('\n', map.DescribeCycles());
        Assert.True(cycles.Length == 0, cycles);
    }
}
