//! The program as its users run it, and the platform as its partners reach it.

mod almas;
mod browser;
mod circle;
mod circulation;
mod circulation_setup;
mod command_line;
mod doctor;
mod drop_folders;
mod drop_house;
mod file_server;
mod from_alma;
mod harvests;
mod house;
mod ledgers;
mod oai;
mod outage;
mod pages;
mod pages_harvest;
mod partners;
mod repository;
mod resource_sync;
mod responder;
mod shelf;
