using TracedLlm.Bench.Architecture;
using TracedLlm.Bench.Architecture.Compiled;
using TracedLlm.Bench.Architecture.Figures;
using TracedLlm.Bench.Architecture.Rooms;

if (args is ["--help" or "-h"])
{
    Console.WriteLine("""
        Prints figures of the architecture of src: rooms (folders), cycles, and habits of the code.

        dotnet run -c Release --project bench/Architecture [-- CHECKOUT]

        CHECKOUT  a checkout whose solution is built in Release; by default the one that this program was built in.
        """);
    return 0;
}

var root = args.FirstOrDefault() ?? Checkout.Find(AppContext.BaseDirectory);
foreach (var (project, file) in Checkout.Assemblies)
{
    var path = Path.Combine(root, "src", project, "bin", "Release", file);
    Console.WriteLine($"src/{project}");
    if (!File.Exists(path))
    {
        Console.Error.WriteLine($"  There is no {path}. Build it: dotnet build Generators.sln -c Release");
        return 1;
    }

    var types = CompiledAssembly.ReadTypes(path);
    foreach (var line in AssemblyFigures.Describe(types).Concat(RoomMap.FromTypes(types).DescribeCycles().Take(1).Select(static line => "  " + line)))
    {
        Console.WriteLine(line);
    }
}

Console.WriteLine("src, by its text");
foreach (var (name, count) in new SourceFigures(root).Count())
{
    Console.WriteLine($"  {count,4} {name}");
}

return 0;
