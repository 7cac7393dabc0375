namespace TracedLlm.Faults.Tests.Campaign;

/// <summary>The table of docs/reliability.md, without its figures.</summary>
internal static class ScenarioTable
{
    public static readonly Scenario Receivers = new(
        "backends that misbehave",
        "four backends close, reset, stall, flood, redirect, answer garbage, less or more than they promise",
        "every span once: taken, or refused for good; no span is sent twice after a success; the ledger is equal to what arrived; descriptors, threads and memory are flat");

    public static readonly Scenario Providers = new(
        "providers that misbehave",
        "the same before the headers; a body, a stream or an event that breaks, never ends, or is no text",
        "callers get what they get from a gateway without a backend; every trace is whole; descriptors, threads and memory are flat");

    public static readonly Scenario Bodies = new(
        "mutated requests",
        "recorded requests with flipped, cut, doubled and nested parts, broken UTF-8, huge numbers, doubled names",
        "callers get what they get from a gateway without a backend; one whole trace a request; the ledger is equal to what arrived; descriptors, threads and memory are flat");

    public static readonly Scenario Streams = new(
        "mutated streams",
        "recorded streams with the same mutations, between events and inside of them",
        "callers get what they get from a gateway without a backend; one whole trace a request; the ledger is equal to what arrived; descriptors, threads and memory are flat");

    public static readonly Scenario LeavingCallers = new(
        "callers that leave",
        "callers leave within their request and within the answer: the long campaign after each byte, the short one after each seventh",
        "every trace is whole; no span stays open; descriptors and threads are flat");

    public static readonly Scenario SlowCallers = new(
        "callers that are slow",
        "requests arrive byte by byte, many at once",
        "every answer is complete; every trace is whole; descriptors, threads and memory are flat");

    public static readonly Scenario Terminations = new(
        "SIGTERM under load",
        "the gateway is terminated and started again under load, while its backend is up and while it is down",
        "exit code 0; every request that was answered has its whole trace in the end");

    public static readonly Scenario Kills = new(
        "SIGKILL under load",
        "the gateway is killed and started again under load, while its backend is down",
        "every request whose spans were on disk has its whole trace in the end");

    public static readonly Scenario KillsWhenAlwaysSpooled = new(
        "SIGKILL with every span on disk first",
        "with TracedLlm:SpoolMode=Always the gateway is killed and started again under load, while its backend answers and while it hangs",
        "every span that was sent arrives in the end, and every request whose spans were on disk has its whole trace");

    public static readonly Scenario FullSpool = new(
        "a full spool",
        "a backend is down for longer than the spool has room",
        "the oldest go and are counted; all others arrive once; descriptors, threads and memory are flat");

    public static readonly Scenario ReadOnlySpool = new(
        "a spool that becomes read-only",
        "while a backend is down, the spool, its folders and files get modes that forbid writing, and get their modes back",
        "requests go on; what is on disk is sent, what cannot be written stays in memory, and every span arrives once, also after a restart; descriptors, threads and memory are flat");

    public static readonly Scenario VanishingSpool = new(
        "a spool that vanishes",
        "the directory of the spool is replaced by a file under a running gateway, and comes back",
        "requests go on; what cannot be written stays in memory, and arrives once; descriptors, threads and memory are flat");

    public static readonly Scenario DamagedSpool = new(
        "a damaged spool",
        "one byte of a batch on disk is flipped while no gateway runs",
        "that batch is lost and counted; all others arrive once");

    public static readonly Scenario Tenants = new(
        "50 tenants, one hanging",
        "50 keys send to backends of their own; one never answers",
        "every other tenant receives its own spans in time; the hanging one receives its spans when it answers; descriptors, threads and memory are flat");

    public static readonly Scenario Overload = new(
        "more requests than the limit",
        "a provider holds as many requests as global_max_parallel_requests allows, and four times as many more come, again and again",
        "every further request has its 503 with Retry-After, in the form of its API, before any other is answered; all others are served; few refusals are traced; the ledger is equal to what arrived; descriptors, threads and memory are flat");

    public static readonly Scenario Descriptors = new(
        "more connections than descriptors",
        "callers open more connections at once than the process may have files open",
        "the gateway does not end: it serves what it has admitted, and /health answers; every other caller has a 503 or a closed connection at once");

    public static readonly Scenario Soak = new(
        "soak",
        "requests, mutated requests and leaving callers at once, with a backend that misbehaves now and then",
        "the ledger is equal to what arrived; no whole trace is malformed; descriptors, threads and memory are flat");

    /// <summary>All rows in the order of the page.</summary>
    public static readonly IReadOnlyList<Scenario> All =
        [Receivers, Providers, Bodies, Streams, LeavingCallers, SlowCallers, Terminations, Kills, KillsWhenAlwaysSpooled, FullSpool, ReadOnlySpool, VanishingSpool, DamagedSpool, Tenants, Overload, Descriptors, Soak];
}
