using System.Buffers;
using System.Reflection;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Payloads.Tests.Documents;

namespace TracedLlm.Payloads.Tests.Properties;

/// <summary>The reader of every map that the runtime declares says what System.Text.Json's DOM says.</summary>
public class BuiltInReaderProperties
{
    private const ulong MostBatches = 200;

    private static readonly Config Documents = Config.QuickThrowOnFailure.WithMaxTest(Campaign.Select(usual: 60, longer: 150)).WithReplay(20_261, 31);

    private static readonly Dictionary<string, Type> Maps = typeof(PayloadMapAttribute).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(PayloadMapAttribute)))
        .ToDictionary(type => type.FullName!);

    public static TheoryData<string> Names => [.. Maps.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_reads_as_the_dom_does(string name)
    {
        var map = Maps[name];
        var read = Reader(map, typeof(ReadOnlyMemory<byte>));
        var readSequence = Reader(map, typeof(ReadOnlySequence<byte>).MakeByRefType());
        Prop.ForAll(Arb.From(JsonDocuments.ObjectsWith(Paths(map))), json =>
        {
            var document = Encoding.UTF8.GetBytes(json);
            var expected = DomReader.Read(map, json);

            Assert.Equal(expected, DomReader.Print(read(new ReadOnlyMemory<byte>(document))));
            Assert.Equal(expected, DomReader.Print(readSequence(Segment.SplitEverywhere(document))));
        }).Check(Documents);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_property_is_present_in_some_documents_and_absent_in_others(string name)
    {
        var map = Maps[name];
        var documents = JsonDocuments.ObjectsWith(Paths(map));
        var missing = map.GetProperties()
            .Where(property => property.IsDefined(typeof(PayloadFieldAttribute)))
            .SelectMany(property => new[] { (property.Name, IsAbsent: true), (property.Name, IsAbsent: false) })
            .ToHashSet();

        // The more paths a map has, the fewer documents have a certain one.
        for (var batch = 0UL; missing.Count > 0 && batch < MostBatches; batch++)
        {
            foreach (var json in documents.Sample(50, new Rnd(20_261 + batch, 31), 100))
            {
                var read = "\n" + DomReader.Read(map, json);
                missing.RemoveWhere(wanted => read.Contains($"\n{wanted.Name}=absent\n", StringComparison.Ordinal) == wanted.IsAbsent);
            }
        }

        Assert.Empty(missing);
    }

    private static IEnumerable<string> Paths(Type map) =>
        map.GetProperties().SelectMany(property => property.GetCustomAttributes<PayloadFieldAttribute>()).Select(field => field.Path);

    private static Func<object, object> Reader(Type map, Type document)
    {
        var method = map.GetMethod("Read", BindingFlags.Public | BindingFlags.Static, [document])!;
        return json => method.Invoke(null, [json])!;
    }
}
