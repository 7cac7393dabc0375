using System.Collections;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>Values of the application are replaced by what a backend receives, and later changes of them are not seen.</summary>
public sealed class ForeignValuesTests : IDisposable
{
    private const string Name = "app.value";

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly EndedActivities _activities = new();
    private readonly SemanticConventionsView _view = new();

    /// <summary>Values that cannot change, and whose text runs no code of the application.</summary>
    public static TheoryData<object> Plain =>
    [
        "text", 'c', true, (sbyte)-1, (byte)1, (short)-2, (ushort)2, -3, 3u, long.MinValue, ulong.MaxValue, 0.1f, float.NaN, 0.1, double.NegativeInfinity, 12.50m,
        (nint)(-4), (nuint)4,
    ];

    /// <summary>Values of other types, which OTLP has as texts and arrays.</summary>
    public static TheoryData<object> Foreign =>
    [
        DayOfWeek.Friday, (DayOfWeek)77, Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"), new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc),
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)), new DateOnly(2026, 3, 1), new TimeOnly(12, 30), TimeSpan.FromSeconds(1.5),
        new Uri("https://gateway.test/a?b=c#d"), new Version(1, 2), (Half)0.5, Int128.MaxValue, BigInteger.Pow(10, 30), new StringBuilder("built"),
        typeof(int), JsonDocument.Parse("""{"a":[1,null]}""").RootElement, KeyValuePair.Create("a", 1), (1, "two"), new Unreadable(),
        new HashSet<int> { 1 }, new Dictionary<string, int> { ["a"] = 1 },
        new[] { 1, -1 }, new[] { 1L }, new byte[] { 1, 255 }, new[] { 'a' }, new[] { 0.1f }, new[] { 0.5, double.NaN }, new[] { true, false }, new[] { ulong.MaxValue },
        new[] { "a", null, "b" }, Array.Empty<string>(), new[] { DayOfWeek.Friday }, new[] { Guid.Empty }, new[] { 1.5m }, new int?[] { 1, null }, new object?[] { "a", 1, null, 'c' },
        new int[,] { { 1, 2 }, { 3, 4 } }, new[] { new[] { 1 }, [2, 3] }, Array.CreateInstance(typeof(int), [2], [5]),
        new List<object?> { "a", new List<int> { 1 }, new[] { "b" }, DayOfWeek.Monday, null }, new ArrayList { 1, "a" }, new ArraySegment<int>([1, 2, 3], 1, 2),
        System.Collections.Immutable.ImmutableArray.Create(1, 2), Nested(7), Nested(8), Nested(9), Nested(20),
    ];

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_value_that_cannot_change_stays(object value)
    {
        var activity = _activities.Make("span", (Name, value));
        SpanSize.Estimate(activity, out var hasForeignValues);

        Assert.False(hasForeignValues);
        Assert.False(ForeignValues.TryReplace(activity));
        Assert.Same(value, activity.GetTagItem(Name));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_backend_receives_the_same_of_a_replaced_value(object value)
    {
        var activity = _activities.Make("span", ("app.before", 1), (Name, value), ("app.after", true));
        var sent = EncodedSpan.FromActivity(_view, activity).Attributes;
        SpanSize.Estimate(activity, out var hasForeignValues);

        Assert.True(hasForeignValues);
        Assert.True(ForeignValues.TryReplace(activity));

        Assert.NotSame(value, activity.GetTagItem(Name));
        Assert.Equal(JsonSerializer.Serialize(sent, Json), JsonSerializer.Serialize(EncodedSpan.FromActivity(_view, activity).Attributes, Json));
    }

    [Fact]
    public void A_change_after_that_is_not_seen()
    {
        List<object?> list = ["a", new[] { 1 }, new[] { "b" }, new List<int> { 1 }];
        int[] numbers = [1];
        string[] texts = ["a"];
        var text = new StringBuilder("a");
        var activity = _activities.Make("span", ("app.list", list), ("app.numbers", numbers), ("app.texts", texts), ("app.text", text));
        var sent = JsonSerializer.Serialize(EncodedSpan.FromActivity(_view, activity).Attributes, Json);
        ForeignValues.TryReplace(activity);

        ((int[])list[1]!)[0] = 9;
        ((string[])list[2]!)[0] = "z";
        ((List<int>)list[3]!).Add(9);
        list.Add("z");
        (numbers[0], texts[0]) = (9, "z");
        text.Append('z');

        Assert.Equal(sent, JsonSerializer.Serialize(EncodedSpan.FromActivity(_view, activity).Attributes, Json));
    }

    [Theory]
    [InlineData(GenAi.ResponseFinishReasons, false)]
    [InlineData(LiteLlm.TraceTags, false)]
    [InlineData("app.reasons", true)]
    [InlineData("gen_aim", true)]
    [InlineData("", true)]
    public void Texts_of_the_library_are_not_copied(string name, bool isForeign) => Assert.Equal(isForeign, ForeignValues.IsForeign(name, new[] { "stop" }));

    public void Dispose() => _activities.Dispose();

    private static List<object?> Nested(int depth) => depth == 0 ? ["innermost", new[] { 1 }, new[] { "a" }] : [depth, Nested(depth - 1), new[] { 1 }, new[] { "a" }];

    /// <summary>A value whose code fails.</summary>
    private sealed class Unreadable
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
